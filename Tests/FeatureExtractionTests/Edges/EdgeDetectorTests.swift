import FeatureExtraction
import ImagePlanes
import TestSupport
import Testing
import VectorKernels

@Suite struct EdgeDetectorTests {
  /// What the number of false alarms promises: less than one in an image of noise, in the mean, whatever the noise.
  @Test(arguments: [1.0, 3, 8, 20, 50])
  func noiseHasNoStructure(deviation: Double) {
    var alarms = 0
    for seed in 0..<4 as Range<UInt64> {
      let edges = EllipseFinderTests.edges(
        EdgeScene(width: 480, height: 360, background: 120).plane(noise: deviation, seed: seed))
      alarms += edges.lines.count + edges.ellipses.count
    }
    #expect(alarms <= 3, "deviation \(deviation): \(alarms) in 4 images")
  }

  /// Steps between 8 × 8 blocks are the compression's, at any phase; the same steps are edges where they are no grid.
  @Test(arguments: [0, 3])
  func blocksAreNotEdges(phase: Int) {
    func picture(side: Int) -> Plane {
      var generator = SplitMix64(seed: 9)
      let levels = (0..<10_000).map { _ in Int.random(in: -8...8, using: &generator) }
      return Plane.made(width: 320, height: 240) { x, y in
        UInt8(120 + levels[(y + phase) / side * 80 + (x + phase) / side])
      }
    }
    let blocks = EllipseFinderTests.edges(picture(side: 8))
    #expect(blocks.lines.isEmpty && blocks.ellipses.isEmpty, "\(blocks.lines.count) lines")
    #expect(EllipseFinderTests.edges(picture(side: 36)).lines.count > 20)
  }

  /// Every size down to a single pixel, and the fills that drive sums to their ends.
  @Test func smallAndExtremePicturesAreTaken() {
    for (width, height) in [(1, 1), (1, 40), (40, 1), (8, 8), (9, 9), (10, 300), (300, 10), (33, 17), (257, 64)] {
      for plane in Plane.extremes(width: width, height: height, seed: 5) {
        let edges = EllipseFinderTests.edges(plane)
        for line in edges.lines {
          #expect(line.start.x.isFinite && line.end.y.isFinite && line.deviation.isFinite && line.length > 0)
        }
        for edge in edges.ellipses { #expect(edge.ellipse.semiMajor.isFinite && edge.deviation.isFinite) }
      }
    }
  }

  /// The same picture gives the same edges with every build of the kernels, whatever was seen before.
  @Test func allInstructionSetsAgree() {
    var scene = EdgeScene(width: 531, height: 300)
    scene.add(Ellipse(center: Point(x: 250, y: 150), semiMajor: 120, semiMinor: 80, angle: 0.5), grey: 160)
    scene.addBar(center: Point(x: 250, y: 150), length: 400, breadth: 30, angle: 0.2, grey: 60)
    let pictures = [scene.plane(noise: 12, seed: 3), Plane.noise(width: 400, height: 200, seed: 4), scene.plane()]
    var options = ExtractionOptions()
    options.stages = .edges
    let results = Kernels.available.map { kernels in
      let extractor = FeatureExtractor(options: options, kernels: kernels)
      return (pictures + pictures.reversed()).map { extractor.extract(from: $0).edges }
    }
    for result in results {
      #expect(result == results[0])
      #expect(Array(result[..<3]) == result[3...].reversed())
    }
    #expect(!results[0][0].lines.isEmpty && !results[0][0].ellipses.isEmpty)
  }
}
