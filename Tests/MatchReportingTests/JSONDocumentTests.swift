import FeatureExtraction
import Foundation
import ImagePlanes
import MatchReporting
import Testing

/// What programs read: exact texts, so that a changed key, order or number of decimals shows.
@Suite struct JSONDocumentTests {
  @Test func featuresSayNothingOfStagesThatDidNotRun() throws {
    let keypoint = Keypoint(x: 10.12345, y: 0, size: 31, angle: 1.5707964, response: 0.1)
    let features = Features(
      size: ImageSize(width: 64, height: 48), keypoints: [keypoint], descriptors: DescriptorSet(words: [0, 1, 2, 3]))
    let image = ImageDocument(path: "a.png", sha256: "00ff", width: 64, height: 48, orientation: 6)
    #expect(
      try JSONDocument.line(FeaturesDocument(image: image, features: features))
        == #"{"schema":"remnant.features/1","image":{"path":"a.png","sha256":"00ff","width":64,"height":48,"#
        + #""orientation":6},"keypoints":[{"x":10.123,"y":0,"size":31,"angle":1.5708,"response":0.1}],"#
        + #""bolts":[],"rings":[],"rows":[],"grids":[],"lines":[],"ellipses":[]}"# + "\n")
  }

  @Test func edgesAreRounded() throws {
    let line = LineSegment(
      start: Point(x: 1.00049, y: 2), end: Point(x: 30.5, y: -0.25), logNFA: -7.1234, deviation: 0.1)
    #expect(
      try JSONDocument.line(LineDocument(line)) == #"{"x1":1,"y1":2,"x2":30.5,"y2":-0.25,"logNFA":-7.123}"# + "\n")
    let ellipse = Ellipse(center: Point(x: 5, y: 6.12345), semiMajor: 40, semiMinor: 20, angle: 3.1415926)
    let edge = EdgeEllipse(ellipse: ellipse, isBrightInside: true, logNFA: -12, deviation: 0.25, support: 0.5)
    #expect(
      try JSONDocument.line(EdgeEllipseDocument(edge))
        == #"{"x":5,"y":6.123,"a":40,"b":20,"angle":3.14159,"logNFA":-12,"brightInside":true,"deviation":0.25,"#
        + #""support":0.5}"# + "\n")
  }

  @Test func anImageThatFailedHasAnErrorAndNoKeypoints() throws {
    let failed = FeaturesDocument(path: "b.jpg", error: ErrorDocument(kind: "truncated", message: "b.jpg is cut off"))
    #expect(
      try JSONDocument.line([failed])
        == #"[{"schema":"remnant.features/1","image":{"path":"b.jpg"},"#
        + #""error":{"kind":"truncated","message":"b.jpg is cut off"}}]"# + "\n")
  }

  @Test func aPairWithoutAgreementHasANullHomography() throws {
    let document = PairDocument(
      bFromA: nil, inliers: [], putativeCount: 12, logOdds: -2.34567, evidence: EvidenceDocument(keypoints: -2.34567))
    #expect(
      try JSONDocument.line(document)
        == #"{"schema":"remnant.pair/1","homography":null,"inliers":[],"putativeCount":12,"logOdds":-2.346,"#
        + #""evidence":{"keypoints":-2.346}}"# + "\n")
  }

  @Test func aPairsHomographyIsScaledToEndInOne() throws {
    let document = PairDocument(
      bFromA: Homography([2, 0, 10, 0, 4, -6, 1e-5, 0, 2]),
      inliers: [PointPair(a: Point(x: 1.00049, y: 2), b: Point(x: -0.0001, y: 4.5))], logOdds: .infinity,
      evidence: EvidenceDocument(keypoints: nil))
    #expect(
      try JSONDocument.line(document)
        == #"{"schema":"remnant.pair/1","homography":[1,0,5,0,2,-3,5e-06,0,1],"#
        + #""inliers":[{"ax":1,"ay":2,"bx":0,"by":4.5}],"logOdds":1000000,"evidence":{}}"# + "\n")
  }

  @Test func aMapThatIsNotFiniteCountsAsNone() throws {
    let document = PairDocument(
      bFromA: Homography([1, 0, 0, 0, .nan, 0, 0, 0, 1]), inliers: [], logOdds: 0, evidence: .init(keypoints: 0))
    #expect(document.homography == nil)
    #expect(JSONRounding.elements(of: Homography([Double](repeating: 0, count: 9))) == nil)
    // The origin maps to infinity: no division by the last element.
    #expect(JSONRounding.elements(of: Homography([0, 0, 4, 0, 2, 0, 1, 0, 0])) == [0, 0, 1, 0, 0.5, 0, 0.25, 0, 0])
  }

  @Test func aResultRowIsOneLineAndAFailedOneClaimsNothing() throws {
    let candidate = CandidateDocument(
      reference: "system-a", view: "front.png", logOdds: 12.3456, inlierCount: 43, frameFromReference: .identity,
      evidence: EvidenceDocument(keypoints: 12.3456), overlay: "overlays/clip/f1.png")
    let row = ResultDocument(
      frame: "clip/f1.jpg", clip: "clip", sha256: "ab", size: ImageSize(width: 1920, height: 1080), orientation: 1,
      keypointCount: 2000, candidates: [candidate])
    #expect(
      try JSONDocument.line(row)
        == #"{"schema":"remnant.result/1","frame":"clip/f1.jpg","clip":"clip","sha256":"ab","status":"ok","#
        + #""width":1920,"height":1080,"orientation":1,"keypoints":2000,"candidates":[{"reference":"system-a","#
        + #""view":"front.png","logOdds":12.346,"inliers":43,"frameFromReference":[1,0,0,0,1,0,0,0,1],"#
        + #""evidence":{"keypoints":12.346},"overlay":"overlays/clip/f1.png"}]}"# + "\n")
    let failed = ResultDocument(
      frame: "clip/f2.jpg", clip: "clip", error: ErrorDocument(kind: "corrupt", message: "clip/f2.jpg is corrupt"))
    #expect(
      try JSONDocument.line(failed)
        == #"{"schema":"remnant.result/1","frame":"clip/f2.jpg","clip":"clip","status":"failed","#
        + #""error":{"kind":"corrupt","message":"clip/f2.jpg is corrupt"}}"# + "\n")
    // Rows are read back when a run is resumed.
    let decoded = try JSONDecoder().decode(ResultDocument.self, from: Data(JSONDocument.line(row).utf8))
    #expect(decoded == row)
  }

  @Test func aSummaryIsIndentedForPeople() throws {
    let clip = ClipDocument(
      name: "clip", verdict: .candidate, frames: 2, failedFrames: 1,
      candidates: [ClipCandidateDocument(reference: "system-a", logOdds: 30, frames: 2, bestFrame: "clip/f1.jpg")])
    #expect(
      try JSONDocument.pretty(SummaryDocument(footage: [clip])) == """
        {
          "schema": "remnant.summary/1",
          "footage": [
            {
              "name": "clip",
              "verdict": "candidate",
              "frames": 2,
              "failedFrames": 1,
              "candidates": [
                {"reference": "system-a", "logOdds": 30, "frames": 2, "bestFrame": "clip/f1.jpg"}
              ],
              "overlays": []
            }
          ]
        }

        """)
  }

  @Test func aRunKeepsWhatVariesApart() throws {
    func run(seconds: Double, threads: Int) -> RunDocument {
      RunDocument(
        version: "0.1.0", status: .complete, options: ["keypoints": 2000, "ratio": 0.9, "library": .null],
        libraries: ["libpng": "1.6.39", "libjpeg": "2.1.5"],
        references: [ReferenceDigestDocument(reference: "system-a", view: "front.png", sha256: "cd")],
        inputs: [InputDigestDocument(path: "clip/f1.jpg", sha256: "ab"), .init(path: "clip/f2.jpg", sha256: nil)],
        frames: 2, failedFrames: 1,
        execution: ExecutionDocument(
          started: "2025-01-01T00:00:00Z", finished: "2025-01-01T00:00:02Z", seconds: seconds, isa: "v3",
          threads: threads))
    }
    let text = try JSONDocument.line(run(seconds: 2.00004, threads: 2))
    #expect(
      text
        == #"{"schema":"remnant.run/1","version":"0.1.0","status":"complete","interrupted":false,"#
        + #""options":{"keypoints":2000,"#
        + #""ratio":0.9,"library":null},"libraries":{"libpng":"1.6.39","libjpeg":"2.1.5"},"#
        + #""references":[{"reference":"system-a","view":"front.png","sha256":"cd"}],"#
        + #""inputs":[{"path":"clip/f1.jpg","sha256":"ab"},{"path":"clip/f2.jpg"}],"frames":2,"failedFrames":1,"#
        + #""execution":{"started":"2025-01-01T00:00:00Z","finished":"2025-01-01T00:00:02Z","seconds":2,"isa":"v3","#
        + #""threads":2}}"# + "\n")
    let other = try JSONDocument.line(run(seconds: 9, threads: 1))
    let marker = #""execution""#
    #expect(text != other)
    #expect(text.components(separatedBy: marker)[0] == other.components(separatedBy: marker)[0])
  }

  @Test func aBenchmarkHasTheKeysThatComparisonsRead() throws {
    let document = BenchDocument(
      version: "0.1.0", isa: "v4", images: [ImageDocument(path: "a.jpg", width: 1920, height: 1080)], rounds: 9,
      stages: [
        "decode": StageTimeDocument(p50Milliseconds: 4.25, p95Milliseconds: 5, megapixelsPerSecond: 488.00004),
        "match": StageTimeDocument(p50Milliseconds: 1.00006, p95Milliseconds: 2),
      ],
      allThreads: ParallelBenchDocument(
        threads: 2, stages: ["decode": StageTimeDocument(p50Milliseconds: 5, p95Milliseconds: 6)]))
    #expect(
      try JSONDocument.line(document)
        == #"{"schema":"remnant.bench/1","version":"0.1.0","isa":"v4","#
        + #""images":[{"path":"a.jpg","width":1920,"height":1080}],"rounds":9,"threads":1,"#
        + #""stages":{"decode":{"p50_ms":4.25,"p95_ms":5,"mpixels_per_s":488},"match":{"p50_ms":1.0001,"p95_ms":2}},"#
        + #""allThreads":{"threads":2,"stages":{"decode":{"p50_ms":5,"p95_ms":6}}}}"# + "\n")
  }
}
