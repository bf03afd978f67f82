import FeatureExtraction
import Foundation
import ImagePlanes
import TestSupport
import Testing

@Suite struct LineFinderTests {
  /// The sides of a bright bar, at any angle: four lines, their ends at its corners, the brighter side at the left
  /// hand.
  @Test(arguments: 0..<18)
  func aBarHasFourSides(step: Int) throws {
    let angle = Double(step) * .pi / 18 + 0.01
    var scene = EdgeScene()
    scene.addBar(center: Point(x: 160.3, y: 119.8), length: 150, breadth: 60, angle: angle, grey: 150)
    let lines = EllipseFinderTests.edges(scene.plane(noise: 2, seed: UInt64(step))).lines
    #expect(lines.count == 4, "angle \(angle): \(lines)")
    let (c, s) = (cos(angle), sin(angle))
    for (along, across) in [(75.0, 0.0), (-75, 0), (0, 30), (0, -30)] {
      let middle = Point(x: 160.3 + c * along - s * across, y: 119.8 + s * along + c * across)
      let line = try #require(
        lines.min {
          Point(x: ($0.start.x + $0.end.x) / 2, y: ($0.start.y + $0.end.y) / 2).distance(to: middle)
            < Point(x: ($1.start.x + $1.end.x) / 2, y: ($1.start.y + $1.end.y) / 2).distance(to: middle)
        })
      let (dx, dy) = ((line.end.x - line.start.x) / line.length, (line.end.y - line.start.y) / line.length)
      // How far the true middle is from the line, and the line's ends from the corners.
      #expect(abs((middle.x - line.start.x) * dy - (middle.y - line.start.y) * dx) < 0.15, "angle \(angle)")
      #expect(abs(line.length - (across == 0 ? 60 : 150)) < 8, "angle \(angle): \(line.length)")
      // The bar's inside is brighter: at the left hand, which is (dy, −dx) with y downwards.
      let inward = (160.3 - middle.x) * dy - (119.8 - middle.y) * dx
      #expect(inward > 0, "angle \(angle): \(line)")
      #expect(line.logNFA < 0 && line.deviation < 0.2)
    }
    #expect(lines.map(\.logNFA) == lines.map(\.logNFA).sorted())
  }

  /// Brightness that rises without end has no edge; nor has a disc a straight one of any length.
  @Test func rampsHaveNoLines() {
    let ramp = Plane.made(width: 200, height: 150) { x, y in UInt8(20 + x / 2 + y / 2) }
    #expect(EllipseFinderTests.edges(ramp).lines.isEmpty)
  }
}
