/// A place of a level that answers more strongly than its neighbours, in one word.
///
/// The word orders candidates: smaller is stronger, and of equal strength the finer level, then the upper row, then the left
/// column comes first. 15 bits of strength, 4 of level, 20 of row, 20 of column.
package struct KeypointCandidate: Comparable {
  package let word: UInt64

  /// A candidate at (x, y) of level `level` with the coded response `code`.
  package init(code: Int16, level: Int, x: Int, y: Int) {
    let weakness = UInt64(Int64(Int16.max &- code))
    let place = UInt64(truncatingIfNeeded: level &<< 40 | y &<< 20 | x)
    word = weakness &<< 44 | place
  }

  /// The candidate that `word` stands for.
  init(word: UInt64) { self.word = word }

  /// The coded response.
  package var code: Int16 { Int16.max &- Int16(truncatingIfNeeded: word &>> 44) }
  /// Index of the level.
  package var level: Int { Int(word &>> 40) & 0xF }
  /// Row in the level.
  package var y: Int { Int(word &>> 20) & 0xF_FFFF }
  /// Column in the level.
  package var x: Int { Int(word) & 0xF_FFFF }

  package static func < (a: KeypointCandidate, b: KeypointCandidate) -> Bool { a.word < b.word }
}
