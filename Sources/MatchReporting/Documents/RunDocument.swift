/// `remnant.run/1`: `run.json`, what a run was made from and how it went.
///
/// All that may differ between two runs over the same input lies under `execution`: without that key, equal runs give
/// equal bytes.
public struct RunDocument: Codable, Hashable, Sendable {
  /// The schema's name and version.
  public static let schema = "remnant.run/1"

  /// How the run ended.
  public enum Status: String, Codable, Hashable, Sendable {
    /// Under way; or killed, where no process works on it any more.
    case running
    /// Every frame has its row.
    case complete
    /// Stopped before the end: the rows that exist are right, others are missing.
    case interrupted
  }

  /// ``schema``.
  public var schema = Self.schema
  /// Remnant's version.
  public var version: String
  /// How the run ended.
  public var status: Status
  /// Whether the run was stopped before its end: what `status` says, for programs that only ask this.
  public var interrupted: Bool
  /// Every option that bears on the results, by its name.
  public var options: NamedValues<JSONValue>
  /// The versions of the libraries that decode and draw, by their names: decoders differ in their pixels.
  public var libraries: NamedValues<String>
  /// Every reference view, in the library's order.
  public var references: [ReferenceDigestDocument]
  /// Every frame, in the order of `results.jsonl`.
  public var inputs: [InputDigestDocument]
  /// What the scores were checked on; absent where that is unknown.
  public var calibration: CalibrationRecordDocument?
  /// Frames examined.
  public var frames: Int
  /// Frames that could not be examined.
  public var failedFrames: Int
  /// Frames that were skipped, as they repeat others; absent where none were.
  public var skippedFrames: Int?
  /// What differs from run to run.
  public var execution: ExecutionDocument

  /// Makes a run's document.
  public init(
    version: String, status: Status, options: NamedValues<JSONValue>, libraries: NamedValues<String>,
    references: [ReferenceDigestDocument], inputs: [InputDigestDocument], frames: Int, failedFrames: Int,
    skippedFrames: Int = 0, execution: ExecutionDocument, calibration: CalibrationRecordDocument? = nil
  ) {
    self.skippedFrames = skippedFrames > 0 ? skippedFrames : nil
    self.version = version
    self.status = status
    self.interrupted = status == .interrupted
    self.options = options
    self.libraries = libraries
    self.references = references
    self.inputs = inputs
    self.calibration = calibration
    self.frames = frames
    self.failedFrames = failedFrames
    self.execution = execution
  }
}

/// A frame that a run read.
public struct InputDigestDocument: Codable, Hashable, Sendable {
  /// The frame's path, as in `results.jsonl`.
  public var path: String
  /// SHA-256 of its bytes; absent where they could not be read.
  public var sha256: String?

  /// Makes an entry.
  public init(path: String, sha256: String?) {
    self.path = path
    self.sha256 = sha256
  }
}

/// A reference view that a run compared with.
public struct ReferenceDigestDocument: Codable, Hashable, Sendable {
  /// The system: the name of the reference's folder.
  public var reference: String
  /// The view: the file's name in that folder.
  public var view: String
  /// SHA-256 of its bytes; absent where they could not be read.
  public var sha256: String?
  /// Why nothing was compared with this view; absent where it was.
  public var error: ErrorDocument?

  /// Makes an entry.
  public init(reference: String, view: String, sha256: String?, error: ErrorDocument? = nil) {
    self.reference = reference
    self.view = view
    self.sha256 = sha256
    self.error = error
  }
}

/// When, on what and how fast a run went.
public struct ExecutionDocument: Codable, Hashable, Sendable {
  /// Start, ISO 8601 in UTC.
  public var started: String
  /// End, ISO 8601 in UTC.
  public var finished: String
  /// Duration by a clock that does not jump, in seconds, 4 decimals.
  public var seconds: Double
  /// The instruction set of the kernels: `baseline`, `v3` or `v4`.
  public var isa: String
  /// Worker threads.
  public var threads: Int
  /// Frames that were not examined, but taken over from an earlier attempt or from shares; absent where none were.
  public var takenOver: Int?
  /// The most memory resident at any time, in millions of bytes, 1 decimal; absent where it is not known.
  public var peakMegabytes: Double?
  /// Time by stage.
  public var stages: NamedValues<StageTimeDocument>?
  /// The command line, the program's name first; absent where the run was not started by one.
  public var command: [String]?
  /// Where the pictures were; absent where unknown.
  public var locations: RunLocationsDocument?

  /// Makes an account of a run.
  public init(
    started: String, finished: String, seconds: Double, isa: String, threads: Int,
    takenOver: Int = 0, peakMegabytes: Double? = nil, stages: NamedValues<StageTimeDocument>? = nil,
    command: [String]? = nil, locations: RunLocationsDocument? = nil
  ) {
    self.started = started
    self.finished = finished
    self.seconds = JSONRounding.round(seconds, decimals: JSONRounding.timeDecimals)
    self.isa = isa
    self.threads = threads
    self.takenOver = takenOver > 0 ? takenOver : nil
    self.peakMegabytes = peakMegabytes.map { JSONRounding.round($0, decimals: 1) }
    self.stages = stages
    self.command = command
    self.locations = locations
  }
}
