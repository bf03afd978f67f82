import FeatureMatching
import ImagePlanes
import Testing

/// What must not be taken for a surface: chance, mirror images, degenerate and broken input.
@Suite struct HomographyRefusalTests {
  private let size = SyntheticCorrespondences.size

  private func estimate(_ list: [Correspondence]) -> HomographyEstimate? {
    HomographyEstimator().estimate(list, sizeA: size, sizeB: size)
  }

  @Test(arguments: [true, false])
  func unrelatedPointsGiveNothing(withFrames: Bool) {
    for seed in 0..<200 as Range<UInt64> {
      var scene = SyntheticCorrespondences(seed: seed)
      let count = 5 + scene.generator.index(below: 200)
      let list = (0..<count).map { _ in scene.outlier(withFrames: withFrames) }
      #expect(estimate(list) == nil, "seed \(seed)")
    }
  }

  @Test(arguments: [true, false])
  func crowdedUnrelatedPointsGiveNothing(withFrames: Bool) {
    for seed in 0..<200 as Range<UInt64> {
      var scene = SyntheticCorrespondences(seed: seed)
      // Three crowds in each image, between which the matches lead at random.
      let (from, to) = ((0..<3).map { _ in scene.place() }, (0..<3).map { _ in scene.place() })
      let spread = 5 + 40 * scene.generator.unit()
      let list = (0..<(20 + scene.generator.index(below: 150))).map { _ in
        var item = scene.outlier(withFrames: withFrames)
        let (a, b) = (from[scene.generator.index(below: 3)], to[scene.generator.index(below: 3)])
        item.a = Point(x: a.x + spread * scene.normal(), y: a.y + spread * scene.normal())
        item.b = Point(x: b.x + spread * scene.normal(), y: b.y + spread * scene.normal())
        return item
      }
      #expect(estimate(list) == nil, "seed \(seed)")
    }
  }

  @Test(arguments: [true, false])
  func aMirrorImageIsRefused(withFrames: Bool) {
    for seed in 0..<20 as Range<UInt64> {
      var scene = SyntheticCorrespondences(seed: seed)
      let mirror = Homography([-1, 0, Double(size.width - 1), 0, 1, 0, 0, 0, 1])
      let list = (0..<200).map { _ in
        var item = scene.inlier(.identity, noise: 0.3, withFrames: withFrames)
        item.b = mirror.apply(to: item.b)
        item.angleB = Double.pi - item.angleB
        return item
      }
      #expect(estimate(list) == nil, "seed \(seed)")
    }
  }

  @Test(arguments: 0..<5)
  func fewerThanFiveGiveNothing(count: Int) {
    var scene = SyntheticCorrespondences(seed: 1)
    #expect(estimate((0..<count).map { _ in scene.inlier(.identity, noise: 0, withFrames: true) }) == nil)
  }

  @Test func pointsOnALineGiveNothing() {
    for slope in [0.0, 0.3, 1.0, 100] {
      let list = (0..<100).map { index in
        let step = Double(index) * 6 / (1 + slope)
        let point = Point(x: 100 + step, y: 100 + slope * step)
        return Correspondence(a: point, b: point, scaleA: 31, scaleB: 31)
      }
      #expect(estimate(list) == nil, "slope \(slope)")
    }
  }

  @Test func aNarrowStripGivesNothing() {
    var scene = SyntheticCorrespondences(seed: 2)
    let list = (0..<200).map { _ in
      let point = Point(x: 1000 * scene.generator.unit(), y: 400 + 2 * scene.generator.unit())
      return Correspondence(a: point, b: Point(x: point.x + 20, y: point.y + scene.normal()), scaleA: 31, scaleB: 31)
    }
    #expect(estimate(list) == nil)
  }

  @Test func identicalCorrespondencesAreOneObservation() {
    let one = Correspondence(a: Point(x: 10, y: 20), b: Point(x: 30, y: 40), scaleA: 31, scaleB: 31)
    #expect(estimate(Array(repeating: one, count: 500)) == nil)
  }

  @Test func manyToOneIsNoAgreement() {
    var scene = SyntheticCorrespondences(seed: 3)
    let list = (0..<300).map { _ in
      var item = scene.outlier(withFrames: true)
      item.b = Point(x: 500 + scene.generator.unit(), y: 500 + scene.generator.unit())
      return item
    }
    #expect(estimate(list) == nil)
  }

  @Test func repeatingCorrespondencesAddsNoSignificance() throws {
    var scene = SyntheticCorrespondences(seed: 4)
    let truth = scene.homography()
    let list = scene.mixture(truth, count: 60, share: 0.5, noise: 0.7, withFrames: true)
    let once = try #require(estimate(list))
    let often = try #require(estimate(list.flatMap { Array(repeating: $0, count: 12) }))
    #expect(often.independentCount == once.independentCount)
    #expect(often.logNFA > once.logNFA - 2)
    // And what is not significant does not become so.
    let few = (0..<5).map { _ in scene.inlier(truth, noise: 0.5, withFrames: true) }
    let noise = (0..<40).map { _ in scene.outlier(withFrames: true) }
    let crowd = few.flatMap { item in
      (0..<20).map { _ in
        var near = item
        near.a.x += scene.normal()
        near.b.y += scene.normal()
        return near
      }
    }
    #expect(estimate(few + noise) == nil)
    #expect(estimate(crowd + noise) == nil)
  }

  @Test func numbersThatAreNoneAreLeftOut() throws {
    var scene = SyntheticCorrespondences(seed: 5)
    let truth = scene.homography()
    var list = scene.mixture(truth, count: 100, share: 0.8, noise: 0.5, withFrames: true)
    for (index, bad) in [Double.nan, .infinity, -.infinity, 1e300, -1e18].enumerated() {
      list[4 * index].a.x = bad
      list[4 * index + 1].b.y = bad
      list[4 * index + 2].scaleA = bad
      list[4 * index + 3].angleB = bad
    }
    let result = try #require(estimate(list))
    #expect(SyntheticCorrespondences.cornerError(result.targetFromSource, truth) < 4)
    #expect(result.targetFromSource.elements.allSatisfy(\.isFinite) && result.logNFA.isFinite)
    #expect(result.inliers.allSatisfy { list[$0].a.x.isFinite && list[$0].b.y.isFinite })
    let nothing = Correspondence(a: Point(x: .nan, y: .nan), b: Point(x: .nan, y: .nan))
    #expect(estimate(Array(repeating: nothing, count: 50)) == nil)
    #expect(HomographyEstimator().estimate(list, sizeA: ImageSize(width: 0, height: 0), sizeB: size) == nil)
  }

  @Test func aCollapseIsRefused() {
    // A hundredfold reduction: all of A in a few pixels of B.
    var scene = SyntheticCorrespondences(seed: 6)
    let shrink = Homography([0.01, 0, 500, 0, 0.01, 500, 0, 0, 1])
    let list = (0..<300).map { _ in scene.inlier(shrink, noise: 0.1, withFrames: true) }
    #expect(estimate(list) == nil)
  }
}
