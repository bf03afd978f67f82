import Foundation
import ImagePlanes
import Testing

@testable import FootageMatching

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

  @Test(arguments: ["circle1img1", "circle2img2", "circle3img4", "ring1img1", "ring2img3", "ring4img4"])
  func discsOfABoardAreFoundToAPixel(name: String) throws {
    let image = try Self.examine("ellipses/\(name).png")
    let lines = try String(contentsOfFile: RealPictures.folder + "ellipses/\(name).txt", encoding: .utf8)
      .split(separator: "\n")
    let truth = lines.compactMap { line -> Point? in
      let numbers = line.split(whereSeparator: { " ,\t".contains($0) }).compactMap { Double($0) }
      return numbers.count >= 2 ? Point(x: numbers[0], y: numbers[1]) : nil
    }
    #expect(truth.count >= 70)
    let found = truth.filter { place in
      image.features.patterns.bolts.contains { $0.center.distance(to: place) <= 1.5 }
    }
    #expect(Double(found.count) >= 0.95 * Double(truth.count), "\(found.count) of \(truth.count)")
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
