import FeatureExtraction
import ImagePlanes
import TestSupport

/// Features made at random, of every kind and with every field set.
enum MadeFeatures {
  static func make(
    seed: UInt64, size: ImageSize = ImageSize(width: 1280, height: 720), keypoints: Int = 300
  ) -> Features {
    var generator = SplitMix64(seed: seed)
    func random(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &generator) }
    func place() -> Point { Point(x: random(0...Double(size.width - 1)), y: random(0...Double(size.height - 1))) }
    func ellipse() -> Ellipse {
      let major = random(5...200)
      return Ellipse(center: place(), semiMajor: major, semiMinor: major * random(0.2...1), angle: random(0...3.1))
    }
    let points = (0..<keypoints).map { _ in
      let point = place()
      return Keypoint(
        x: Float(point.x), y: Float(point.y), size: Float(random(8...90)), angle: Float(random(0...6.28)), response: 0)
    }
    let words = (0..<keypoints * DescriptorSet.wordsPerDescriptor).map { _ in generator.next() }
    let bolts = (0..<24).map { index in
      Bolt(
        center: place(), centerDeviation: random(0.05...1), radius: random(2.5...20),
        outline: index % 3 == 0 ? nil : ellipse(), kind: index % 4 == 0 ? .hole : .head, score: random(-1...4))
    }
    let members = Array(0..<12)
    let ring = BoltRing(
      ellipse: ellipse(), imageFromPlane: Homography([180, 12, 640, -9, 95, 360, 0.01, 0.02, 1]), kind: .girth,
      bolts: members, angles: members.map { Double($0) * 0.5 + random(0...0.1) },
      angleDeviations: members.map { _ in random(0.005...0.05) }, slotIndices: members, slots: 13,
      slotPosterior: [.init(slots: 13, probability: 0.75), .init(slots: 12, probability: 0.2)], isRegular: true,
      missing: [.init(slot: 12, angle: -0.3, point: Point(x: -3, y: 900))], symmetryOrder: 1, boltRadiusRatio: 0.08,
      boltRadiusRatioDeviation: 0.01, logOdds: random(2...40))
    let row = BoltRow(bolts: [20, 13, 22], slotIndices: [0, 2, 3], missing: [place()], logOdds: random(1...9))
    let grid = BoltGrid(
      bolts: [14, 15, 16], cells: [.init(column: 0, row: 0), .init(column: 1, row: 0), .init(column: -1, row: 2)],
      imageFromLattice: Homography([30, 1, 100, 2, 28, 90, 0, 0, 1]), missing: [Point(x: 160, y: 90)],
      logOdds: 4)
    let lines = (0..<60).map { _ in
      LineSegment(start: place(), end: place(), logNFA: -random(1...300), deviation: random(0.05...0.5))
    }
    let ellipses = (0..<9).map { index in
      EdgeEllipse(
        ellipse: ellipse(), isBrightInside: index % 2 == 0, logNFA: -random(1...300), deviation: random(0.05...1),
        support: random(0...1))
    }
    return Features(
      size: size, keypoints: points, descriptors: DescriptorSet(words: words),
      patterns: BoltPatterns(bolts: bolts, rings: [ring], rows: [row], grids: [grid]),
      edges: EdgeFeatures(lines: lines, ellipses: ellipses))
  }

  /// The same scene in another picture: keypoints moved by `offset`, their descriptors a little disturbed.
  static func moved(_ features: Features, by offset: Point, flippedBits: Int, seed: UInt64) -> Features {
    var generator = SplitMix64(seed: seed)
    var words = features.descriptors.words
    for index in 0..<features.keypoints.count {
      for _ in 0..<flippedBits {
        let bit = Int.random(in: 0..<DescriptorSet.bitCount, using: &generator)
        words[index * DescriptorSet.wordsPerDescriptor + bit / 64] ^= 1 << UInt64(bit % 64)
      }
    }
    let keypoints = features.keypoints.map {
      Keypoint(x: $0.x + Float(offset.x), y: $0.y + Float(offset.y), size: $0.size, angle: $0.angle, response: 0)
    }
    return Features(
      size: features.size, keypoints: keypoints, descriptors: DescriptorSet(words: words), patterns: features.patterns,
      edges: features.edges)
  }
}

extension Features {
  /// Whether all parts are equal, bit for bit.
  func isSame(as other: Features) -> Bool {
    size == other.size && keypoints == other.keypoints && descriptors == other.descriptors
      && patterns == other.patterns && edges == other.edges
  }
}
