import FeatureExtraction

/// Bolts and their groups in words, for a line of text or a caption.
public enum PatternWords {
  /// Groups named one by one; of more, only the number is said.
  static let greatestNamedCount = 4

  /// What was found: "12 bolts, 1 empty hole, 1 ring of 14 (13 or 14), 1 row of 6". "no bolts" where there are none.
  public static func counts(_ patterns: BoltPatterns) -> String {
    let holes = patterns.bolts.count { $0.kind == .hole }
    let heads = patterns.bolts.count - holes
    var parts: [String] = []
    if heads > 0 { parts.append(DisplayText.counted(heads, "bolt", "bolts")) }
    if holes > 0 { parts.append(DisplayText.counted(holes, "empty hole", "empty holes")) }
    if parts.isEmpty { parts.append("no bolts") }
    parts += groups(patterns.rings, "ring", "rings") { " of \(ringSize($0))" }
    parts += groups(patterns.rows, "row", "rows") { " of \($0.bolts.count)" }
    parts += groups(patterns.grids, "grid", "grids") { " of \($0.bolts.count)" }
    return parts.joined(separator: ", ")
  }

  /// A ring's number of places with what else is credible: "14 (13 or 14)", "16 in pairs"; its bolts and "uneven" for a ring that keeps no places.
  public static func ringSize(_ ring: BoltRing) -> String {
    let (size, credible) = size(of: ring)
    return credible.count > 1 ? "\(size) (\(alternatives(credible)))" : size
  }

  /// A ring's number of places as a label: "14", "14, or 13–15", "16 in pairs", "9 uneven".
  static func ringLabel(_ ring: BoltRing) -> String {
    let (size, credible) = size(of: ring)
    guard let first = credible.first, let last = credible.last, first != last else { return size }
    if credible.count == 2, let other = credible.first(where: { $0 != ring.slots }) {
      return "\(size), or \(other)"
    }
    if last - first == credible.count - 1 { return "\(size), or \(first)–\(last)" }
    return "\(size), or " + alternatives(credible.filter { $0 != ring.slots })
  }

  /// A ring's most probable number with its pattern, and the numbers that are credible, ascending; none for a ring without places.
  private static func size(of ring: BoltRing) -> (words: String, credible: [Int]) {
    guard ring.isRegular || ring.isPaired else { return ("\(ring.slots) uneven", []) }
    return (ring.isPaired ? "\(ring.slots) in pairs" : "\(ring.slots)", Set(ring.credibleSlots).sorted())
  }

  /// Ascending numbers as people say them, runs of three or more as such: "13 or 14", "13 to 15", "8, 12 or 16", "23 or 28 to 72".
  static func alternatives(_ numbers: [Int]) -> String {
    var runs: [ClosedRange<Int>] = []
    for number in numbers {
      if let last = runs.last, last.upperBound == number - 1 {
        runs[runs.count - 1] = last.lowerBound...number
      } else {
        runs.append(number...number)
      }
    }
    let words = runs.flatMap { run in
      run.count > 2 ? ["\(run.lowerBound) to \(run.upperBound)"] : run.map(String.init)
    }
    guard let last = words.last, words.count > 1 else { return words.joined() }
    return words.dropLast().joined(separator: ", ") + " or \(last)"
  }

  private static func groups<Group>(
    _ groups: [Group], _ singular: String, _ plural: String, size: (Group) -> String
  ) -> [String] {
    guard groups.count <= greatestNamedCount else { return [DisplayText.counted(groups.count, singular, plural)] }
    return groups.map { "1 \(singular)\(size($0))" }
  }
}
