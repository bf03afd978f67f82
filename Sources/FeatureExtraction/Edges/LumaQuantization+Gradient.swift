import ImagePlanes

extension LumaQuantization {
  /// The greatest gradient that one step of one coefficient makes, in grey levels a pixel after the edge pass' smoothing.
  ///
  /// Where noise is about as large as the steps, a block shows no coefficient or one: a single wave, straight and as long as the block,
  /// beside blocks that are flat. Flat blocks say that there is no noise, and neighbouring waves of one direction make edges
  /// as significant as real ones. So nothing that a single step can make counts as an edge.
  ///
  /// The coefficient (u, v) of step q is the wave ¼ q C(u) C(v) cos((2x + 1) u π / 16) cos((2y + 1) v π / 16), C(0) = √½. Smoothing by
  /// (1 4 6 4 1) / 16 scales each factor by cos⁴(u π / 16); the central difference of one has the amplitude sin(u π / 8).
  var stepGradient: Double {
    var greatest = 0.0
    for v in 0..<8 {
      for u in 0..<8 where u + v > 0 {
        let amplitude = Double(steps[8 * v + u]) / 4 * Self.scale(u) * Self.scale(v)
        // Where one factor rises fastest it is 0, so the gradient's parts along both axes are not greatest at one place.
        greatest = max(greatest, amplitude * Self.slope(u), amplitude * Self.slope(v))
      }
    }
    return greatest
  }

  /// cos(u π / 16), u = 0...8.
  private static let cosines = [
    1, 0.980_785_280_403_230_4, 0.923_879_532_511_286_7, 0.831_469_612_302_545_2, 0.707_106_781_186_547_6,
    0.555_570_233_019_602_2, 0.382_683_432_365_089_8, 0.195_090_322_016_128_3, 0,
  ]

  /// C(u) and what smoothing leaves of a wave.
  private static func scale(_ u: Int) -> Double {
    let square = cosines[u] * cosines[u]
    return (u == 0 ? cosines[4] : 1) * square * square
  }

  /// sin(u π / 8) = 2 sin(u π / 16) cos(u π / 16).
  private static func slope(_ u: Int) -> Double { 2 * cosines[8 - u] * cosines[u] }
}
