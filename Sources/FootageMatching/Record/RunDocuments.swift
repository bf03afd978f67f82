// The JSON forms of a run's three files. Keys may be added, never changed: other programs rely on them.

import FoundationEssentials
import ImagePlanes

/// A line of `results.jsonl`: one frame.
struct FrameRow: Encodable {
  struct Candidate: Encodable {
    struct Evidence: Encodable { let keypoints: Double }

    let reference: String
    let view: String
    let logOdds: Double
    let evidence: Evidence
    let putative: Int
    let inliers: Int
    let homography: [Double]
  }

  var clip: String
  var frame: Int
  var path: String
  var time: Double?
  var status: String
  var error: String?
  var sha256: String?
  var width: Int?
  var height: Int?
  var orientation: Int?
  var keypoints: Int?
  var candidates: [Candidate] = []

  init(_ outcome: FrameOutcome, clipName: String) {
    clip = clipName
    frame = outcome.indexInClip
    path = outcome.path.display
    time = outcome.seconds.map { JSONNumber.rounded($0, decimals: 6) }
    switch outcome.result {
    case .failure(let failure):
      status = "error"
      error = failure.message
    case .success(let findings):
      status = "ok"
      sha256 = findings.sha256
      width = findings.size.width
      height = findings.size.height
      orientation = findings.orientation
      keypoints = findings.keypointCount
      candidates = findings.agreements.map { agreement in
        let logOdds = JSONNumber.rounded(agreement.logOdds, decimals: 4)
        return Candidate(
          reference: agreement.system, view: agreement.view, logOdds: logOdds,
          evidence: Candidate.Evidence(keypoints: logOdds), putative: agreement.putativeCount,
          inliers: agreement.inliers.count, homography: JSONNumber.elements(of: agreement.viewFromFrame))
      }
    }
  }
}

/// `summary.json`: what every clip came to.
struct SummaryDocument: Encodable {
  struct Entry: Encodable {
    struct Candidate: Encodable {
      let reference: String
      let logOdds: Double
      let frames: Int
      let bestFrame: Int
      let bestPath: String
      let bestView: String
    }

    let name: String
    let verdict: String
    let frames: Int
    let failed: Int
    let candidates: [Candidate]
    let overlays: [String]
  }

  var schema = "remnant.summary/1"
  var interrupted: Bool
  var frames: Int
  var failed: Int
  var footage: [Entry]
}

/// `run.json`: how the results came about, and the only file with times.
struct RunDocument: Encodable {
  struct Options: Encodable {
    let threads: Int
    let features: Int
    let maxPixels: Int
    let overlays: Int
    let framesPerSecond: Double
    let candidateLogOdds: Double
  }

  struct Inputs: Encodable {
    var frames: Int
    var sha256: String
  }

  struct References: Encodable {
    struct View: Encodable {
      let reference: String
      let view: String
      var sha256: String?
      var error: String?
    }

    var sha256: String
    var views: [View]
  }

  struct Times: Encodable {
    let wallSeconds: Double
    let framesPerSecond: Double
    let decodeSeconds: Double
    let extractSeconds: Double
    let matchSeconds: Double
    let peakMemoryMB: Double
  }

  var schema = "remnant.run/1"
  var version = RemnantVersion.current
  var started: String
  var finished: String?
  /// Whether the run came to its end or to an interrupt; false while it goes on, and for ever if it was killed.
  var complete = false
  var interrupted = false
  var frames = 0
  var failed = 0
  var options: Options
  var inputs: Inputs?
  var references: References?
  var times: Times?
}

/// Numbers as JSON shows them: rounded, so that they are short and do not pretend to more than they know.
enum JSONNumber {
  /// `value` to so many decimals; 0 where it is not finite, as JSON has no such numbers.
  static func rounded(_ value: Double, decimals: Int) -> Double {
    guard value.isFinite else { return 0 }
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let result = (value * scale).rounded() / scale
    return result == 0 ? 0 : result  // Not -0.
  }

  /// The elements of a homography, scaled so that the last one is 1 where it may be.
  static func elements(of map: Homography) -> [Double] {
    let last = map.elements[8]
    return map.elements.map { rounded(abs(last) > 1e-12 ? $0 / last : $0, decimals: 12) }
  }

  /// `document` as JSON with sorted keys.
  static func encode(_ document: some Encodable, pretty: Bool) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting =
      pretty ? [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted] : [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(document) else {
      preconditionFailure("documents hold strings, integers and finite numbers only")
    }
    return Array(data) + [UInt8(ascii: "\n")]
  }
}
