import VectorKernels

/// Chooses the strongest candidates, spread evenly over the image.
///
/// The image is divided into cells of equal size, a quarter as many as keypoints are wanted. Within a cell the k-th
/// strongest counts 1/k of its response; the candidates of the greatest discounted responses are kept. So a cell of
/// strong texture gets more than a faint one, but cannot take everything: geometry needs points far apart.
struct SpatialSelection {
  let width: Int
  let height: Int
  let count: Int

  func select(_ candidates: [KeypointCandidate], maps: ResponseMaps) -> [KeypointCandidate] {
    let side = max(8.0, (Double(width * height) / max(1, Double(count) / 4)).squareRoot())
    let columns = Int(Double(width) / side) + 1
    let rows = Int(Double(height) / side) + 1

    // Candidates sorted by cell (a counting sort), then by strength within each.
    var starts = [Int](repeating: 0, count: columns * rows + 1)
    let cells = candidates.map { candidate -> Int in
      let scale = maps[Int(candidate.level)].scale
      let column = Int((Double(candidate.x) + 0.5) * scale / side)
      let row = Int((Double(candidate.y) + 0.5) * scale / side)
      return row * columns + column
    }
    for cell in cells { starts[cell + 1] += 1 }
    for cell in 1..<starts.count { starts[cell] += starts[cell - 1] }
    var order = [UInt64](repeating: 0, count: candidates.count)
    var next = starts
    for (index, cell) in cells.enumerated() {
      order[next[cell]] = Self.sortKey(strength: UInt32(candidates[index].code), index)
      next[cell] += 1
    }

    var ranked: [UInt64] = []
    ranked.reserveCapacity(candidates.count)
    for cell in 0..<starts.count - 1 {
      order[starts[cell]..<starts[cell + 1]].sort()
      for (rank, position) in (starts[cell]..<starts[cell + 1]).enumerated() {
        let index = Self.index(ofKey: order[position])
        let discounted = HessianResponse.determinant(code: candidates[index].code) / Float(rank + 1)
        ranked.append(Self.sortKey(strength: discounted.bitPattern, index))
      }
    }
    ranked.sort()
    // Candidates come level by level in reading order, so the index in a key breaks ties by level, y and x.
    return ranked.prefix(count)
      .map { candidates[Self.index(ofKey: $0)] }
      .enumerated()
      .sorted { ($1.element.code, $0.offset) < ($0.element.code, $1.offset) }
      .map(\.element)
  }

  /// Ascending keys are descending strengths, equal ones in order of their index.
  private static func sortKey(strength: UInt32, _ index: Int) -> UInt64 {
    UInt64(~strength) << 32 | UInt64(index)
  }

  private static func index(ofKey key: UInt64) -> Int { Int(key & 0xFFFF_FFFF) }
}
