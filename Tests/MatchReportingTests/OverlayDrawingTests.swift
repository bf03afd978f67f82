import FeatureExtraction
import Foundation
import ImagePlanes
import MatchReporting
import TestSupport
import Testing

@Suite struct OverlayDrawingTests {
  /// Two flat pictures and `count` matches spread over them by a generator seeded with `seed`.
  private func content(
    seed: UInt64, count: Int, sizeA: ImageSize = ImageSize(width: 640, height: 480),
    sizeB: ImageSize = ImageSize(width: 480, height: 640)
  ) -> PairOverlayContent {
    var random = SplitMix64(seed: seed)
    let map = Homography([
      Double(sizeB.width) / Double(sizeA.width), 0, 0, 0, Double(sizeB.height) / Double(sizeA.height), 0, 0, 0, 1,
    ])
    func pair() -> PointPair {
      let x = Double.random(in: 0...Double(sizeA.width - 1), using: &random)
      let point = Point(x: x, y: .random(in: 0...Double(sizeA.height - 1), using: &random))
      return PointPair(a: point, b: map.apply(to: point))
    }
    return PairOverlayContent(
      a: .init(
        role: "Reference", name: "system-a/front.png",
        luma: .made(width: sizeA.width, height: sizeA.height) { _, _ in 100 }),
      b: .init(
        role: "Frame", name: "clip/f1.png", luma: .made(width: sizeB.width, height: sizeB.height) { _, _ in 140 }),
      bFromA: map, inliers: (0..<count).map { _ in pair() }, outliers: (0..<count / 2).map { _ in pair() },
      putativeCount: count + count / 2, logOdds: 50, subject: "system-a")
  }

  private func scene(_ content: PairOverlayContent) throws -> PairOverlayScene {
    let ruler = try Canvas(width: 1, height: 1, background: .paper)
    return PairOverlayScene(content, options: OverlayOptions(), ruler: ruler)
  }

  @Test func theOverlayIsAPictureOfThePlannedSizeAndTheSameEachTime() throws {
    let content = content(seed: 1, count: 60)
    let bytes = try PairOverlay(content).png()
    let picture = try #require(DecodedPNG(bytes))
    let size = try scene(content).layout.size
    #expect(picture.width == size.width && picture.height == size.height)
    #expect(try PairOverlay(content).png() == bytes)
  }

  @Test(arguments: [UInt64](1...12))
  func nothingIsDrawnIntoANumberedRing(seed: UInt64) throws {
    let content = content(seed: seed, count: 150)
    let scene = try scene(content)
    let picture = try #require(DecodedPNG(try PairOverlay(content).png()))
    #expect(scene.numbered.count >= 10)
    for match in scene.numbered {
      for (point, grey) in [(match.points.a, UInt32(80)), (match.points.b, UInt32(112))] {
        // Inside the ring: its radius less half its casing, and a pixel for antialiasing.
        for dy in -3...3 {
          for dx in -3...3 where dx * dx + dy * dy <= 9 {
            let x = Int(point.x) + dx
            let y = Int(point.y) + dy
            let isInside = [scene.layout.a, scene.layout.b].contains {
              $0.rectangle.contains(Point(x: Double(x), y: Double(y)))
                && $0.rectangle.contains(Point(x: Double(x + 1), y: Double(y + 1)))
            }
            guard isInside, !isOnOutline(Point(x: Double(x), y: Double(y)), scene) else { continue }
            #expect(picture[x: x, y: y] == grey * 0x010101, "seed \(seed), pixel \(x), \(y)")
          }
        }
      }
    }
  }

  /// Whether the dashed border of A, here B's own border, passes near `point`.
  private func isOnOutline(_ point: Point, _ scene: PairOverlayScene) -> Bool {
    let b = scene.layout.b.rectangle
    return b.contains(point) && !b.expanded(by: -4).contains(point)
  }

  @Test(arguments: [UInt64](1...12))
  func numbersOfAWholeOverlayAreApartAndInsideTheirPictures(seed: UInt64) throws {
    let scene = try scene(content(seed: seed, count: seed % 2 == 0 ? 400 : 30))
    for (labels, panel) in [
      (scene.numbered.map(\.labelA), scene.layout.a), (scene.numbered.map(\.labelB), scene.layout.b),
    ] {
      for (index, label) in labels.enumerated() {
        #expect(panel.rectangle.contains(label), "seed \(seed)")
        #expect(!labels[(index + 1)...].contains(where: label.overlaps), "seed \(seed)")
      }
    }
    #expect(scene.numbered.count <= 24)
    #expect(scene.numbered.count + scene.minor.count == (seed % 2 == 0 ? 400 : 30))
  }

  @Test func withoutAgreementThereAreNoLinesRingsOrAlignment() throws {
    var content = content(seed: 3, count: 40)
    content.bFromA = nil
    let scene = try scene(content)
    #expect(scene.numbered.isEmpty && scene.minor.isEmpty && scene.lines.isEmpty && scene.layout.alignment.isEmpty)
    #expect(scene.outliers.count == 20)
    #expect(DecodedPNG(try PairOverlay(content).png()) != nil)
  }

  @Test(arguments: [(1, 1), (3, 5000), (9000, 2), (40, 40)])
  func oddSizesAreDrawn(width: Int, height: Int) throws {
    let content = content(
      seed: 4, count: 12, sizeA: ImageSize(width: width, height: height), sizeB: ImageSize(width: height, height: width)
    )
    #expect(DecodedPNG(try PairOverlay(content).png()) != nil)
  }

  @Test func wildNumbersAndNamesAreDrawnOrLeftOut() throws {
    var content = content(seed: 5, count: 5)
    content.inliers.append(PointPair(a: Point(x: .nan, y: 0), b: Point(x: .infinity, y: 1)))
    content.inliers.append(PointPair(a: Point(x: 1e12, y: 0), b: Point(x: -1e12, y: 1)))
    content.bFromA = Homography([1, 0, 0, 0, 1, 0, -0.003, 0.001, 1])
    content.a.name = String(repeating: "länge/", count: 200) + "\u{0}\u{202E}🚀.png"
    content.subject = String(repeating: "system ", count: 100)
    content.captions = ["", String(repeating: "note ", count: 300)]
    content.logOdds = .nan
    #expect(try scene(content).numbered.count + scene(content).minor.count == 5)
    #expect(DecodedPNG(try PairOverlay(content).png()) != nil)
    content.bFromA = Homography([0, 0, 0, 0, 0, 0, 0, 0, 0])
    #expect(DecodedPNG(try PairOverlay(content).png()) != nil)
    content.bFromA = Homography([Double](repeating: .nan, count: 9))
    #expect(DecodedPNG(try PairOverlay(content).png()) != nil)
  }

  @Test func keypointsAreShownAndCounted() throws {
    let plane = Plane.made(width: 300, height: 200) { _, _ in 120 }
    var random = SplitMix64(seed: 6)
    let keypoints = (0..<600).map { index in
      Keypoint(
        x: .random(in: 0...299, using: &random), y: .random(in: 0...199, using: &random), size: 31, angle: 1,
        response: Float(600 - index))
    }
    let features = Features(
      size: plane.size, keypoints: keypoints, descriptors: DescriptorSet(words: [UInt64](repeating: 0, count: 4 * 600)))
    let overlay = FeatureOverlay(name: "a.png", luma: plane, features: features)
    #expect(overlay.scores == "strongest 500 of 600 keypoints shown   ·   300 × 200 px")
    let bytes = try overlay.png()
    let picture = try #require(DecodedPNG(bytes))
    #expect(picture.width == 632)
    let none = Features(size: plane.size, keypoints: [], descriptors: DescriptorSet())
    let empty = FeatureOverlay(name: "a.png", luma: plane, features: none)
    #expect(empty.scores == "0 keypoints   ·   300 × 200 px")
    #expect(try empty.png() != bytes)
  }

  @Test func aCanvasThatCairoCannotHoldIsAnError() {
    #expect(throws: ReportingError.surfaceTooLarge(width: 40_000, height: 10)) {
      try Canvas(width: 40_000, height: 10, background: .paper)
    }
    #expect(ReportingError.surfaceTooLarge(width: 40_000, height: 10).description.contains("smaller panels"))
  }

  @Test func anOverlayIsWrittenWholeOrNotAtAll() throws {
    let folder = try TemporaryFolder()
    let overlay = PairOverlay(content(seed: 7, count: 10))
    try overlay.write(to: folder.path + "/out.png")
    #expect(folder.entries == ["out.png"])
    let written = try #require(FileManager.default.contents(atPath: folder.path + "/out.png"))
    #expect(DecodedPNG([UInt8](written)) != nil)

    let missing = folder.path + "/missing/out.png"
    let error = #expect(throws: ReportingError.self) { try overlay.write(to: missing) }
    #expect(error?.kind == "cannot-write")
    #expect(
      error?.description
        == "cannot write \(missing): No such file or directory: the folder does not exist; create it first")

    // A folder already has that name: the rename fails, and the temporary file must go.
    try FileManager.default.createDirectory(atPath: folder.path + "/taken.png", withIntermediateDirectories: false)
    #expect(throws: ReportingError.self) { try overlay.write(to: folder.path + "/taken.png") }
    #expect(folder.entries == ["out.png", "taken.png"])
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func aFullDiskIsNamed() throws {
    // Every write to that device fails as on a full disk; the temporary file beside it is a link to it.
    let folder = try TemporaryFolder()
    let path = folder.path + "/out.json"
    let temporary = "\(path).\(ProcessInfo.processInfo.processIdentifier).partial"
    try FileManager.default.createSymbolicLink(atPath: temporary, withDestinationPath: "/dev/full")
    let error = #expect(throws: ReportingError.self) { try JSONDocument.write([1], to: path) }
    #expect(error?.description.contains("free some space") == true)
    #expect(folder.entries.isEmpty)
  }
}
