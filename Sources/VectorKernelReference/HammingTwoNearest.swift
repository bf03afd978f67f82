import VectorKernelContracts

func hammingTwoNearest(
  queries: UnsafePointer<UInt64>, queryCount: Int,
  train: UnsafePointer<UInt64>, trainCount: Int,
  scratch: UnsafeMutablePointer<UInt64>,
  neighbours: UnsafeMutablePointer<NearestPair>
) {
  for query in 0..<queryCount {
    var pair = NearestPair(index: -1, distance: 257, secondIndex: -1, secondDistance: 257)
    for index in 0..<trainCount {
      var distance: Int32 = 0
      for word in 0..<4 {
        distance += Int32((queries[4 * query + word] ^ train[4 * index + word]).nonzeroBitCount)
      }
      if distance < pair.distance {
        pair.secondIndex = pair.index
        pair.secondDistance = pair.distance
        pair.index = Int32(index)
        pair.distance = distance
      } else if distance < pair.secondDistance {
        pair.secondIndex = Int32(index)
        pair.secondDistance = distance
      }
    }
    neighbours[query] = pair
  }
}
