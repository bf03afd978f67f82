/// Candidates that follow one another in even steps along a line or an ellipse: a guess that a fit is to confirm.
struct Chain {
  /// Candidates in order; -1 where a place is empty.
  var places: [Int32]
  /// Places that are taken.
  var memberCount: Int
  /// Ranks chains among one another: longer, stronger and smoother ones first.
  var rank: Double
  /// Whether steps alternate between two lengths, so that the bolts stand in pairs.
  var isPaired = false

  /// The places between the first and the last bolt are all that a chain says; ends are never empty.
  var slotCount: Int { places.count }
}
