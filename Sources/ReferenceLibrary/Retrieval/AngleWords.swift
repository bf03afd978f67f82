/// Words of a ring without even places: pairs of neighbouring gaps, in steps of 6°.
///
/// A word holds whatever the turn of the ring, and a bolt that is missed or added spoils only those that it takes part in. Gaps over one
/// bolt are written too, so that of four bolts in a row any one may be missing.
enum AngleWords {
  /// Width of a step, in radians: two to three standard deviations of a gap.
  private static let step = Double.pi / 30
  /// Gaps of more steps are no neighbours.
  private static let mostSteps = 40

  /// The words of angles in a ring's plane, in radians in [0, 2π).
  static func of(_ angles: [Double]) -> Set<UInt16> { words(angles, spread: 0) }

  /// The words of `angles` and those that differ by one step in a gap: what a query asks for.
  static func near(_ angles: [Double]) -> Set<UInt16> { words(angles, spread: 1) }

  private static func words(_ angles: [Double], spread: Int) -> Set<UInt16> {
    let count = angles.count
    guard count >= 3 else { return [] }
    let sorted = angles.sorted()
    /// The angle of the bolt at a position that may go round more than once.
    func angle(_ position: Int) -> Double { sorted[position % count] + Double(position / count) * 2 * Double.pi }
    func gap(_ from: Int, _ to: Int) -> Int { Int(((angle(to) - angle(from)) / step).rounded()) }
    var words: Set<UInt16> = []
    for start in 0..<count {
      for (middle, end) in [(1, 2), (1, 3), (2, 3)] where end <= count {
        let (first, second) = (gap(start, start + middle), gap(start + middle, start + end))
        for a in first - spread...first + spread where (0...mostSteps).contains(a) {
          for b in second - spread...second + spread where (0...mostSteps).contains(b) {
            words.insert(UInt16(a * (mostSteps + 1) + b))
          }
        }
      }
    }
    return words
  }
}
