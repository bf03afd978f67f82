import ImagePlanes

/// A place at which a group expects a bolt.
package struct ExpectedBolt: Hashable, Sendable {
  /// Where its centre should be, in level-0 pixels.
  package var center: Point
  /// How large it should be, in pixels.
  package var radius: Double

  /// Makes an expectation.
  package init(center: Point, radius: Double) {
    self.center = center
    self.radius = radius
  }
}

/// Measures a picture at the places where bolts are expected: for each what is most like a bolt there, with its score, however low.
package typealias BoltProbe = (_ expected: [ExpectedBolt]) -> [Bolt]

/// Looks at the picture once more where groups expect bolts.
///
/// Detection looks at thousands of places, so that it takes much to convince it, and of a bolt at a slant it often starts from a glint or a
/// shadow. A place that a group foretells is one of few, and its size is known: of visible bolts' places nine in ten score above −1.5 there,
/// of places between two bolts one in twenty.
final class SecondLook {
  /// The most places that are looked at in a picture: bounds the time that a picture of gravel takes.
  static let limit = 640
  /// The least score that makes a candidate: as that of detection.
  static let leastScore = -1.5
  /// Looks nearer than this, over the radius, to an earlier one of like size are that one again.
  private static let sameRadii = 0.25
  private static let sameSize = 1.25

  private let probe: BoltProbe
  private var looks: [(expected: ExpectedBolt, entry: Int?)] = []

  init(_ probe: @escaping BoltProbe) { self.probe = probe }

  /// What a bolt's score at a foretold place says for one being there, in powers of ten.
  ///
  /// A line through the ratios of what visible bolts' places score (3,770 of rendered sets that the detector was trained on, displaced and
  /// resized as predictions are) and what places midway between two bolts of a ring do (2,160); above 2.4 nothing was measured.
  static func evidence(_ score: Double) -> Double { min(max(1.7 + 0.85 * score, -0.8), 2.4) }

  /// The entries of `table` for the bolts found at expected places; nil where nothing like a bolt is.
  ///
  /// - Complexity: O(places · looks), and one measurement for each new place.
  func entries(at expected: [ExpectedBolt], of table: CandidateTable) -> [Int?] {
    var result = [Int?](repeating: nil, count: expected.count)
    var fresh: [Int] = []
    for (index, place) in expected.enumerated() {
      if let known = looks.first(where: { Self.isSame($0.expected, place) }) {
        result[index] = known.entry
      } else if looks.count + fresh.count < Self.limit {
        fresh.append(index)
      }
    }
    guard !fresh.isEmpty else { return result }
    for (index, bolt) in zip(fresh, probe(fresh.map { expected[$0] })) {
      let entry = bolt.score >= Self.leastScore ? table.append(bolt) : nil
      looks.append((expected[index], entry))
      result[index] = entry
    }
    return result
  }

  private static func isSame(_ a: ExpectedBolt, _ b: ExpectedBolt) -> Bool {
    let (small, large) = (min(a.radius, b.radius), max(a.radius, b.radius))
    let reach = sameRadii * small
    return large <= sameSize * small && a.center.squaredDistance(to: b.center) <= reach * reach
  }
}
