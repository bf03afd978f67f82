import VectorKernels

/// Chooses the strongest candidates, spread evenly over the image.
///
/// The image is divided into cells of equal size, a quarter as many as keypoints are wanted. Within a cell the k-th
/// strongest counts 1/k of its response; the candidates of the greatest discounted responses are kept. So a cell of
/// strong texture gets more than a faint one, but cannot take everything: geometry needs points far apart.
///
/// Only the strongest `cellCapacity` of a cell are ever held. A cell collects up to twice as many and then drops the
/// weaker half, after which it takes only what is stronger than all it dropped. And since more candidates can only raise
/// the discounted response that the last of the selected has, `tighten` tells the cells at any time what need not even be
/// looked for.
package struct SpatialSelection: ~Copyable {
  /// Candidates that one cell can give, at most: eight times its even share.
  private static let cellCapacity = 32

  private let count: Int
  private let side: Double
  private let columns: Int
  private var entries: [KeypointCandidate]
  private var used: [Int]
  /// What a cell takes must be stronger than this.
  private var limits: [UInt64]

  /// Makes an empty selection of `count` candidates in an image of `width` × `height` pixels.
  package init(width: Int, height: Int, count: Int) {
    self.count = count
    side = max(8.0, (Double(width) * Double(height) / max(1, Double(count) / 4)).squareRoot())
    columns = Int(Double(width) / side) + 1
    let cells = columns * (Int(Double(height) / side) + 1)
    entries = Array(
      repeating: KeypointCandidate(code: 0, level: 0, x: 0, y: 0), count: cells * 2 * Self.cellCapacity)
    used = Array(repeating: 0, count: cells)
    limits = Array(repeating: .max, count: cells)
  }

  /// The cell's row or column of every coordinate below `count` of a level at `scale`.
  package func cellLines(count: Int, scale: Double) -> [Int32] {
    (0..<count).map { Int32((Double($0) + 0.5) * scale / side) }
  }

  /// The index of the cell in `row` and `column`.
  package func cell(row: Int32, column: Int32) -> Int { Int(row) * columns + Int(column) }

  /// Whether `cell` would take `candidate`.
  package func accepts(_ candidate: KeypointCandidate, in cell: Int) -> Bool { candidate.word < limits[cell] }

  /// Puts `candidate` into `cell`.
  package mutating func insert(_ candidate: KeypointCandidate, in cell: Int) {
    let start = cell * 2 * Self.cellCapacity
    entries[start + used[cell]] = candidate
    used[cell] += 1
    if used[cell] == 2 * Self.cellCapacity {
      entries[start..<start + used[cell]].sort()
      used[cell] = Self.cellCapacity
      limits[cell] = entries[start + Self.cellCapacity - 1].word
    }
  }

  /// The code up to which `cell` turns candidates away, whatever their place.
  func threshold(of cell: Int) -> Int16 {
    limits[cell] == .max ? 0 : max(KeypointCandidate(word: limits[cell]).code - 1, 0)
  }

  /// Makes every cell turn away what cannot be selected any more.
  ///
  /// Adding a candidate to a cell lowers no discounted response of the same rank, so the one of the last selected, of all
  /// seen so far, is a lower bound of what it will be in the end: t. A candidate that would take rank k of its cell (counted
  /// from 1) must answer at least k·t. Where the first r of a cell do, whatever is stronger than the r-th does too, as it
  /// takes one of their ranks; whatever is weaker must answer (r + 1)·t.
  package mutating func tighten() {
    var ranked = rankedEntries()
    guard count > 0, ranked.count > count else { return }
    ranked.partition(strongest: count)
    var weakest: UInt64 = 0
    for index in 0..<count { weakest = max(weakest, ranked[index]) }
    let least = Float(bitPattern: ~UInt32(truncatingIfNeeded: weakest >> 32))
    for cell in used.indices {
      let start = cell * 2 * Self.cellCapacity
      var rank = 0
      while rank < min(used[cell], Self.cellCapacity),
        HessianResponse.determinant(code: entries[start + rank].code) >= least * Float(rank + 1)
      {
        rank += 1
      }
      var code = HessianResponse.code(determinant: Int32(least * Float(rank + 1)))
      if rank > 0 { code = min(code, entries[start + rank - 1].code) }
      // Equal codes stay in: the limit is the first word of the next weaker code, where there is one.
      guard code > 0 else { continue }
      limits[cell] = min(limits[cell], KeypointCandidate(code: code - 1, level: 0, x: 0, y: 0).word)
    }
  }

  /// The selected candidates, strongest first.
  package consuming func selected() -> [KeypointCandidate] {
    var ranked = rankedEntries()
    ranked.partition(strongest: count)
    var selection = ranked.prefix(count).map { entries[Int($0 & 0xFFFF_FFFF)] }
    selection.sort()
    return selection
  }

  /// Discounted strength and where the candidate stands, in one word each: smaller is stronger. Sorts the cells.
  private mutating func rankedEntries() -> [UInt64] {
    var ranked: [UInt64] = []
    ranked.reserveCapacity(used.count * Self.cellCapacity)
    for cell in used.indices {
      let start = cell * 2 * Self.cellCapacity
      entries[start..<start + used[cell]].sort()
      for rank in 0..<min(used[cell], Self.cellCapacity) {
        let strength = HessianResponse.determinant(code: entries[start + rank].code) / Float(rank + 1)
        ranked.append(UInt64(~strength.bitPattern) << 32 | UInt64(start + rank))
      }
    }
    return ranked
  }
}

extension Array<UInt64> {
  /// Moves the `count` smallest elements to the front, in any order (Hoare's selection; elements are all different).
  fileprivate mutating func partition(strongest count: Int) {
    var low = 0
    var high = self.count - 1
    while low < high, count > low, count <= high {
      let (a, b, c) = (self[low], self[(low + high) / 2], self[high])
      let pivot = Swift.max(Swift.min(a, b), Swift.min(Swift.max(a, b), c))
      var i = low
      var j = high
      while i <= j {
        while self[i] < pivot { i += 1 }
        while self[j] > pivot { j -= 1 }
        if i <= j {
          swapAt(i, j)
          i += 1
          j -= 1
        }
      }
      if count <= j { high = j } else if count >= i { low = i } else { return }
    }
  }
}
