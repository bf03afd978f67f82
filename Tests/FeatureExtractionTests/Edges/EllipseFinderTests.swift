import FeatureExtraction
import Foundation
import ImagePlanes
import TestSupport
import Testing

@Suite struct EllipseFinderTests {
  static func edges(_ plane: Plane) -> EdgeFeatures {
    var options = ExtractionOptions()
    options.stages = .edges
    return FeatureExtractor(options: options).extract(from: plane).edges
  }

  /// How far two ellipses are apart at most, in pixels, over 16 directions of their outlines.
  static func largestGap(_ a: Ellipse, _ b: Ellipse) -> Double {
    func support(_ e: Ellipse, _ angle: Double) -> Double {
      let (c, s) = (cos(angle - e.angle), sin(angle - e.angle))
      return e.center.x * cos(angle) + e.center.y * sin(angle) + hypot(e.semiMajor * c, e.semiMinor * s)
    }
    return (0..<16).map { abs(support(a, Double($0) * .pi / 8) - support(b, Double($0) * .pi / 8)) }.max() ?? 0
  }

  static func nearest(_ edges: EdgeFeatures, to truth: Ellipse) -> EdgeEllipse? {
    edges.ellipses.min { largestGap($0.ellipse, truth) < largestGap($1.ellipse, truth) }
  }

  /// Ellipses of all sizes and shapes, bright and dark, in noise: each is found, where it is, and nothing else is.
  @Test(arguments: 0..<24 as Range<UInt64>)
  func wholeEllipsesAreFoundWhereTheyAre(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let minor = 6 + 90 * pow(Double.random(in: 0..<1, using: &generator), 2)
    let truth = Ellipse(
      center: Point(x: .random(in: 155..<165, using: &generator), y: .random(in: 115..<125, using: &generator)),
      semiMajor: min(minor * .random(in: 1..<3, using: &generator), 105), semiMinor: minor,
      angle: .random(in: 0..<Double.pi, using: &generator))
    let isBright = seed % 2 == 0
    var scene = EdgeScene()
    scene.add(truth, grey: isBright ? 150 : 40)
    let edges = Self.edges(scene.plane(noise: 3, seed: seed))
    let found = try #require(Self.nearest(edges, to: truth), "seed \(seed)")
    #expect(Self.largestGap(found.ellipse, truth) < 0.35, "seed \(seed): \(found) for \(truth)")
    #expect(found.isBrightInside == isBright, "seed \(seed)")
    #expect(found.support > 0.85 && found.logNFA < 0, "seed \(seed): \(found)")
    #expect(edges.ellipses.count == 1, "seed \(seed)")
    #expect(edges.lines.count < 4, "seed \(seed): chords of an ellipse are not lines")
  }

  /// What a hand or a bar hides is bridged: the ellipse is whole, its support tells what was seen.
  @Test(arguments: 0..<8 as Range<UInt64>)
  func hiddenPartsAreBridged(seed: UInt64) throws {
    var generator = SplitMix64(seed: 100 + seed)
    let truth = Ellipse(
      center: Point(x: 160, y: 120), semiMajor: .random(in: 60..<90, using: &generator),
      semiMinor: .random(in: 40..<60, using: &generator), angle: .random(in: 0..<Double.pi, using: &generator))
    var scene = EdgeScene()
    scene.add(truth, grey: 150)
    // Three bars of the background's grey across the outline.
    for bar in 0..<3 {
      let direction = Double(bar) * 2.1 + Double(seed)
      scene.addBar(
        center: Point(x: 160 + 60 * cos(direction), y: 120 + 60 * sin(direction)), length: 100, breadth: 30,
        angle: direction, grey: 90)
    }
    let found = try #require(Self.nearest(Self.edges(scene.plane(noise: 2, seed: seed)), to: truth))
    #expect(Self.largestGap(found.ellipse, truth) < 0.6, "seed \(seed): \(found) for \(truth)")
    #expect((0.4..<0.9).contains(found.support), "seed \(seed): \(found.support)")
  }

  @Test func concentricEdgesAreToldApart() throws {
    var scene = EdgeScene()
    let radii = [80.0, 74, 50, 46]
    for (index, radius) in radii.enumerated() {
      scene.add(
        Ellipse(center: Point(x: 161.3, y: 119.6), semiMajor: radius, semiMinor: 0.7 * radius, angle: 0.4),
        grey: index % 2 == 0 ? 150 : 90)
    }
    let edges = Self.edges(scene.plane(noise: 2))
    #expect(edges.ellipses.count == 4)
    for radius in radii {
      let truth = Ellipse(center: Point(x: 161.3, y: 119.6), semiMajor: radius, semiMinor: 0.7 * radius, angle: 0.4)
      let found = try #require(Self.nearest(edges, to: truth))
      #expect(Self.largestGap(found.ellipse, truth) < 0.3)
    }
    #expect(edges.rims.count == 4)
  }

  /// Polygons and stripes have no ellipse.
  @Test func straightEdgesMakeNoEllipse() {
    var scene = EdgeScene()
    for index in 0..<5 {
      scene.addBar(
        center: Point(x: 40 + 60 * Double(index), y: 70), length: 44, breadth: 30, angle: 0.3 * Double(index), grey: 150
      )
      scene.addBar(
        center: Point(x: 160, y: 150 + 14 * Double(index)), length: 280, breadth: 6, angle: 0.02, grey: 40)
    }
    #expect(Self.edges(scene.plane(noise: 2)).ellipses.isEmpty)
  }

  /// The deviation says what it claims: over noisy copies, the outline scatters by about as much, and never by far
  /// more.
  @Test func theDeviationCoversTheScatter() throws {
    let truth = Ellipse(center: Point(x: 160.4, y: 119.7), semiMajor: 60, semiMinor: 40, angle: 1)
    var scene = EdgeScene()
    scene.add(truth, grey: 120)
    for seed in 0..<6 as Range<UInt64> {
      let found = try #require(Self.nearest(Self.edges(scene.plane(noise: 5, seed: seed)), to: truth))
      #expect(Self.largestGap(found.ellipse, truth) < 4 * found.deviation + 0.1, "seed \(seed): \(found)")
      #expect(found.deviation < 0.5, "seed \(seed)")
    }
  }

  /// Circles about one axis, near and far, make a group; a stranger of another direction, place or shape joins none.
  @Test func circlesAboutOneAxisMakeAGroup() {
    func edge(_ x: Double, _ y: Double, _ a: Double, _ b: Double, _ angle: Double) -> EdgeEllipse {
      EdgeEllipse(
        ellipse: Ellipse(center: Point(x: x, y: y), semiMajor: a, semiMinor: b, angle: angle), isBrightInside: true,
        logNFA: -10, deviation: 0.1, support: 0.6)
    }
    let angle = 1.2
    // The axis leads along the minor axes: at angle + 90° in the image.
    func along(_ distance: Double) -> (Double, Double) { (300 - sin(angle) * distance, 200 + cos(angle) * distance) }
    let edges = EdgeFeatures(
      lines: [],
      ellipses: [
        edge(along(0).0, along(0).1, 100, 60, angle), edge(along(2).0, along(2).1, 70, 43, angle + 0.02),
        edge(along(0).0 + 60, along(0).1 + 40, 100, 60, angle + 0.9),
        edge(along(220).0, along(220).1, 96, 60, angle - 0.03),
        edge(along(90).0 + 60, along(90).1 + 90, 90, 54, angle), edge(along(30).0, along(30).1, 100, 95, angle),
        edge(along(1).0, along(1).1, 9, 5.4, angle),
      ])
    let groups = edges.coaxialGroups()
    #expect(groups.map(\.ellipses) == [[0, 1, 3]])
    #expect(abs(abs(groups[0].axis.x) - sin(angle)) < 1e-6)
    #expect(EdgeFeatures.none.coaxialGroups().isEmpty)
  }
}
