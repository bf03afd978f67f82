extension ConstellationMatch {
  /// The agreement in a sentence for people, such as "ring of 14 (2 gaps) agrees; 12 bolts match, 1 missing, 0 extra; 1 of 14
  /// rotations fits".
  public var summary: String {
    guard isCompared else { return "no bolt patterns to compare" }
    if isMirrored { return "the bolt pattern agrees only with its mirror image: another pattern" }
    guard bFromA != nil else { return "no bolt pattern agrees" }
    var parts = [groupWords + (rings.count + rowPairs.count + gridPairs.count > 1 ? " agree" : " agrees")]
    parts.append(
      "\(Self.counted(bolts.count, "bolt matches", "bolts match")), \(missingInB.count) missing, \(extraInB.count) extra"
    )
    if let ring = rings.first {
      parts.append(
        "\(ring.agreeingRotations) of \(Self.counted(ring.triedRotations, "rotation", "rotations")) "
          + (ring.agreeingRotations == 1 ? "fits" : "fit"))
    }
    return parts.joined(separator: "; ")
  }

  private var groupWords: String {
    var names = rings.map { ring -> String in
      guard let slots = ring.slots else { return ring.isPaired ? "ring of pairs" : "uneven ring" }
      let gaps = ring.commonGaps > 0 ? " (\(Self.counted(ring.commonGaps, "gap", "gaps")))" : ""
      return "ring of \(slots)\(gaps)"
    }
    if !gridPairs.isEmpty { names.append("grid") }
    if !rowPairs.isEmpty { names.append("\(rowPairs.count) rows") }
    guard names.count > 1, let last = names.last else { return names.first ?? "bolts" }
    return names.dropLast().joined(separator: ", ") + " and \(last)"
  }

  private static func counted(_ count: Int, _ singular: String, _ plural: String) -> String {
    "\(count) \(count == 1 ? singular : plural)"
  }
}
