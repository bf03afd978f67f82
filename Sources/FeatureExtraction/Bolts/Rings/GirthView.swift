import ReproducibleMath

/// What is seen of a girth: its near half up to the limbs, where heads are seen along the surface. To where just is not
/// known; light and detector decide.
struct GirthView {
  /// The plane's angle of the side towards the camera.
  let sideAngle: Double
  /// The angle of a slot in the plane.
  let angle: (Int) -> Double

  /// Up to this angle from the near side bolts are surely seen: 50°.
  private static let sure = 0.873
  /// Beyond this one none is: 86°.
  private static let limb = 1.5
  /// An empty place is one where a bolt is missed up to this cosine, 55° from the near side.
  static let certainCosine = 0.574

  init(side: Vector2, angle: @escaping (Int) -> Double) {
    sideAngle = angleOf(x: side.x, y: side.y)
    self.angle = angle
  }

  /// The plane's direction towards the camera: that minor half axis of the ellipse near which the members are.
  static func nearSide(_ map: RingMap, sum: Vector2) -> Vector2 {
    let minor = map.axes.planeMajor.perpendicular
    return sum.dot(minor) < 0 ? -minor : minor
  }

  /// For the run of empty places that has the far side in it, between the filled slots `slot` and `next`: the
  /// probability of its two ends, for each share of missing bolts. Nil for other runs.
  func limbs(
    from slot: Int, to next: Int, slots: Int, shares: InlineArray<3, Double>, visibility: (Int) -> Double
  ) -> InlineArray<3, Double>? {
    let turn = 2 * Double.pi
    var low = angle(slot % slots) - sideAngle
    low -= turn * (low / turn).rounded()
    let span = next == slot + slots ? turn : angle(next % slots) - angle(slot % slots)
    let high = low + span - turn * ((span / turn).rounded(.up) - 1)
    guard high > Double.pi else { return nil }
    // Places from either end of the run, with the angles between them.
    var result: InlineArray<3, Double> = [0, 0, 0]
    for j in 0..<3 {
      var product = 1.0
      for end in 0..<2 {
        let sign = end == 0 ? 1 : -1
        let start = end == 0 ? slot : next
        var position = end == 0 ? low : turn - high
        var power = 1.0
        var sum = 0.0
        var k = start + sign
        // Bolts are seen up to an angle that may be any from the sure one to the limb; every empty place before it is a
        // miss.
        while true {
          let here = (k % slots + slots) % slots
          let before = ((k - sign) % slots + slots) % slots
          var step = Double(sign) * (angle(here) - angle(before))
          step -= turn * (step / turn).rounded(.down)
          let ahead = (sign > 0 ? k >= next : k <= slot) ? Self.limb : position + step
          sum += power * max(0, min(ahead, Self.limb) - max(position, Self.sure))
          guard ahead < Self.limb else { break }
          power *= 1 - (1 - shares[j]) * visibility(here)
          position = ahead
          k += sign
        }
        product *= max(sum / (Self.limb - Self.sure), SlotOccupancy.leastVisibility)
      }
      result[j] = product
    }
    return result
  }
}
