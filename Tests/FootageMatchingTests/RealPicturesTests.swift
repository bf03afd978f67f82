import FootageMatching
import Foundation
import ImagePlanes
import Testing

/// Photographs of real bolts and discs, which lie beside this repository and are not part of it: what a person sees in them, in words.
@Suite("Real pictures", .enabled(if: RealPictures.isPresent, "../shared is not there"))
struct RealPicturesTests {
  static func examine(_ name: String) throws -> ExaminedImage {
    let examiner = ImageExaminer(keypointCount: 500, maxPixels: 200_000_000)
    return try examiner.examine(SourcePath(RealPictures.folder + name))
  }

  @Test func fiveNutsOfAHubAreARing() throws {
    let patterns = try Self.examine("bolts/lugnut-hub/Tire_Hub.jpg").features.patterns
    let ring = try #require(patterns.rings.first)
    #expect(patterns.rings.count == 1)
    #expect(ring.slots == 5)
    // Where a person puts the five, going by the middles of the nuts.
    let nuts = [(783, 302), (1078, 510), (967, 845), (607, 845), (497, 512)]
    for (x, y) in nuts {
      let place = Point(x: Double(x), y: Double(y))
      #expect(patterns.bolts.contains { $0.center.distance(to: place) < 25 }, "the nut at \(x), \(y)")
    }
  }

  @Test func theSameNutsAreFoundSmallAndOblique() throws {
    let patterns = try Self.examine("bolts/lugnut-hub/Tire_Hub_Setup.jpg").features.patterns
    for (x, y) in [(157, 66), (200, 33), (237, 66), (166, 120), (218, 121)] {
      let place = Point(x: Double(x), y: Double(y))
      #expect(patterns.bolts.contains { $0.center.distance(to: place) < 10 }, "the nut at \(x), \(y)")
    }
  }

  @Test func fiveHolesOfAWheelHubAreARing() throws {
    let patterns = try Self.examine("bolts/wheelhub5/wheelhub5.png").features.patterns
    #expect(patterns.rings.count == 1)
    #expect(patterns.rings.first?.slots == 5)
  }

  /// Discs of a board, as those who published the pictures drew them: all of the truth's coordinates lie off by the same part of a pixel, which
  /// differs from file to file, so that constant is taken out. What lies within 40 pixels of the picture's edge does not count: other boards,
  /// cut through. Discs are as good as holes; annuli are neither heads nor holes, and one in six is passed over.
  @Test(arguments: [
    ("circle1img1", 0.95), ("circle2img2", 0.95), ("circle3img4", 0.95), ("ring1img1", 0.9), ("ring2img3", 0.8),
    ("ring4img4", 0.8),
  ])
  func discsOfABoardAreFoundToAPixel(name: String, share: Double) throws {
    let image = try Self.examine("ellipses/\(name).png")
    let lines = try String(contentsOfFile: RealPictures.folder + "ellipses/\(name).txt", encoding: .utf8)
      .split(separator: "\n")
    let size = image.frame.size
    var offsets: [Point?] = []
    for line in lines {
      let numbers = line.split(whereSeparator: { " ,\t\r".contains($0) }).compactMap { Double($0) }
      guard numbers.count >= 4 else { continue }
      let (x, y, reach) = (numbers[0], numbers[1], 40.0)
      let isWhole = min(x, y) > reach && x < Double(size.width) - reach && y < Double(size.height) - reach
      // Discs below 2.5 pixels are not looked for.
      guard isWhole, numbers[3] >= 2.5 else { continue }
      let place = Point(x: x, y: y)
      let nearest = image.features.patterns.bolts.min {
        $0.center.squaredDistance(to: place) < $1.center.squaredDistance(to: place)
      }
      let found = nearest.flatMap { $0.center.distance(to: place) < 3 ? $0.center : nil }
      offsets.append(found.map { Point(x: $0.x - x, y: $0.y - y) })
    }
    #expect(offsets.count >= 65)
    func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
    let known = offsets.compactMap { $0 }
    try #require(!known.isEmpty)
    let constant = Point(x: median(known.map(\.x)), y: median(known.map(\.y)))
    #expect(constant.distance(to: Point(x: 0, y: 0)) < 1.5)
    let right = known.count { $0.distance(to: constant) <= 1 }
    #expect(Double(right) >= share * Double(offsets.count), "\(right) of \(offsets.count)")
  }

  @Test func landscapesHaveNoRings() throws {
    var rings = 0
    let names = try ["homography/bark", "homography/boat", "homography/leuven", "bench"].flatMap { folder in
      try FileManager.default.contentsOfDirectory(atPath: RealPictures.folder + folder)
        .filter { $0.hasSuffix(".png") || $0.hasSuffix(".jpg") }.sorted().map { "\(folder)/\($0)" }
    }
    #expect(names.count > 15)
    for name in names { rings += try Self.examine(name).features.patterns.rings.count }
    #expect(Double(rings) <= 0.1 * Double(names.count), "\(rings) rings in \(names.count) pictures")
  }
}

enum RealPictures {
  static let folder =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path + "/shared/data/"

  static let isPresent = FileManager.default.fileExists(atPath: folder)
}
