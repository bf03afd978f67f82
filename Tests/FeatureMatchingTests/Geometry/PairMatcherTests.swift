import FeatureExtraction
import FeatureMatching
import ImagePlanes
import Testing

@Suite struct PairMatcherTests {
  /// Two images of one plane: `shared` keypoints seen in both, their descriptors with some bits flipped, the rest random.
  private func images(seed: UInt64, shared: Int, others: Int) -> (a: Features, b: Features, map: Homography) {
    var scene = SyntheticCorrespondences(seed: seed)
    let map = scene.homography()
    var (keypointsA, keypointsB): ([Keypoint], [Keypoint]) = ([], [])
    var (wordsA, wordsB): ([UInt64], [UInt64]) = ([], [])
    for index in 0..<(shared + others) {
      let isShared = index < shared
      let item =
        isShared ? scene.inlier(map, noise: 0.5, withFrames: true) : scene.outlier(withFrames: true)
      keypointsA.append(keypoint(item.a, item.scaleA, item.angleA))
      keypointsB.append(keypoint(item.b, item.scaleB, item.angleB))
      for _ in 0..<DescriptorSet.wordsPerDescriptor {
        let word = scene.generator.next()
        wordsA.append(word)
        // The product of three random words flips an eighth of the bits.
        let flips = scene.generator.next() & scene.generator.next() & scene.generator.next()
        wordsB.append(isShared ? word ^ flips : scene.generator.next())
      }
    }
    let size = SyntheticCorrespondences.size
    return (
      Features(size: size, keypoints: keypointsA, descriptors: DescriptorSet(words: wordsA)),
      Features(size: size, keypoints: keypointsB, descriptors: DescriptorSet(words: wordsB)), map
    )
  }

  private func keypoint(_ point: Point, _ scale: Double, _ angle: Double) -> Keypoint {
    Keypoint(x: Float(point.x), y: Float(point.y), size: Float(scale), angle: Float(angle), response: 1)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func findsTheSharedSurface(seed: UInt64) throws {
    let (a, b, map) = images(seed: seed, shared: 80, others: 200)
    let match = PairMatcher().match(a, b)
    let homography = try #require(match.homography, "seed \(seed)")
    #expect(SyntheticCorrespondences.cornerError(homography, map) < 3, "seed \(seed)")
    #expect(match.inliers.count >= 60 && match.inliers.allSatisfy { $0.indexA < 80 && $0.indexA == $0.indexB })
    #expect(match.logOdds == match.evidence.logOdds && match.logOdds > 3 && match.logNFA < -3)

    let back = try #require(PairMatcher().match(b, a).homography, "seed \(seed)")
    #expect(SyntheticCorrespondences.cornerError(back * homography, .identity) < 0.5, "seed \(seed)")
  }

  @Test func unrelatedImagesHaveNothingInCommon() {
    for seed in 0..<40 as Range<UInt64> {
      let match = PairMatcher().match(
        images(seed: seed, shared: 0, others: 250).a, images(seed: seed + 1000, shared: 0, others: 250).b)
      #expect(match.homography == nil && match.inliers.isEmpty, "seed \(seed)")
      #expect(match.evidence == .none && match.logOdds < 0, "seed \(seed)")
    }
  }

  @Test func searchingAlongTheMapFindsMoreButProvesNoMore() throws {
    let (a, b, _) = images(seed: 5, shared: 100, others: 100)
    var options = PairMatchingOptions()
    options.guidance = nil
    let plain = PairMatcher(options: options).match(a, b)
    let guided = PairMatcher().match(a, b)
    #expect(guided.inliers.count >= plain.inliers.count)
    #expect(guided.logOdds == plain.logOdds && guided.putativeCount == plain.putativeCount)
  }

  @Test func emptyAndTinyImagesAreNoError() {
    let size = ImageSize(width: 1, height: 1)
    let empty = Features(size: size, keypoints: [], descriptors: DescriptorSet())
    let some = images(seed: 6, shared: 4, others: 0)
    for (a, b) in [(empty, empty), (empty, some.a), (some.a, empty), (some.a, some.b)] {
      #expect(PairMatcher().match(a, b).homography == nil)
    }
  }
}
