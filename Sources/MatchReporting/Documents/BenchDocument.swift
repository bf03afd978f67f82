/// `remnant.bench/1`: what `bench --json` measured.
public struct BenchDocument: Codable, Hashable, Sendable {
  /// The schema's name and version.
  public static let schema = "remnant.bench/1"

  /// ``schema``.
  public var schema = Self.schema
  /// Remnant's version.
  public var version: String
  /// The instruction set of the kernels: `baseline`, `v3` or `v4`.
  public var isa: String
  /// The pictures that were measured.
  public var images: [ImageDocument]
  /// Repetitions of each stage on each picture.
  public var rounds: Int
  /// Threads behind `stages`: 1.
  public var threads: Int
  /// Time of each stage, by its name (`decode`, `keypoints`, `match`, …), on `threads` threads.
  public var stages: NamedValues<StageTimeDocument>
  /// The same with every core at work; absent where that was not measured.
  public var allThreads: ParallelBenchDocument?

  /// Makes a benchmark's document.
  public init(
    version: String, isa: String, images: [ImageDocument], rounds: Int, threads: Int = 1,
    stages: NamedValues<StageTimeDocument>, allThreads: ParallelBenchDocument? = nil
  ) {
    self.version = version
    self.isa = isa
    self.images = images
    self.rounds = rounds
    self.threads = threads
    self.stages = stages
    self.allThreads = allThreads
  }
}

/// The stages of a benchmark over several threads, each with a frame of its own.
public struct ParallelBenchDocument: Codable, Hashable, Sendable {
  /// Threads at work.
  public var threads: Int
  /// Time of each stage by its name; rates are those of all threads together.
  public var stages: NamedValues<StageTimeDocument>

  /// Makes a document.
  public init(threads: Int, stages: NamedValues<StageTimeDocument>) {
    self.threads = threads
    self.stages = stages
  }
}

/// The time of one stage. The keys carry their units.
public struct StageTimeDocument: Codable, Hashable, Sendable {
  /// Median time a frame, in milliseconds, 4 decimals.
  public var p50Milliseconds: Double
  /// 95th percentile of the time a frame, in milliseconds, 4 decimals.
  public var p95Milliseconds: Double
  /// Throughput, in millions of pixels a second, 4 decimals; absent where a stage does not work on pixels.
  public var megapixelsPerSecond: Double?

  /// Makes a stage's time.
  public init(p50Milliseconds: Double, p95Milliseconds: Double, megapixelsPerSecond: Double? = nil) {
    self.p50Milliseconds = JSONRounding.round(p50Milliseconds, decimals: JSONRounding.timeDecimals)
    self.p95Milliseconds = JSONRounding.round(p95Milliseconds, decimals: JSONRounding.timeDecimals)
    self.megapixelsPerSecond = megapixelsPerSecond.map {
      JSONRounding.round($0, decimals: JSONRounding.timeDecimals)
    }
  }

  private enum CodingKeys: String, CodingKey {
    case p50Milliseconds = "p50_ms"
    case p95Milliseconds = "p95_ms"
    case megapixelsPerSecond = "mpixels_per_s"
  }
}
