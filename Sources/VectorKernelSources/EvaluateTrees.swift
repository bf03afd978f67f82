import CVectors
import VectorKernelContracts

// Boosted trees whose paths all ask the same questions: the answers of many places are compared side by side, and no branch depends on
// them.

@inline(never)
func evaluateTrees(
  features: UnsafePointer<Float>, splits: UnsafePointer<Int32>, thresholds: UnsafePointer<Float>,
  leaves: UnsafePointer<Int16>, treeCount: Int, depth: Int, target: UnsafeMutablePointer<Int32>
) {
  let lanes = vector_byte_count() / 4
  var first = 0
  while first < BoltFeature.lanes {
    var sums = vi32_splat(0)
    var question = 0
    var tree = leaves
    for _ in 0..<treeCount {
      var leaf = vi32_splat(0)
      var bit: Int32 = 1
      for _ in 0..<depth {
        let row = features + (Int(splits[question]) &* BoltFeature.lanes &+ first)
        let isAbove = vf32_greater(vf32_load(row), vf32_splat(thresholds[question]))
        leaf = vi32_or(leaf, vi32_and(isAbove, vi32_splat(bit)))
        bit &<<= 1
        question &+= 1
      }
      // The four bytes at a leaf hold it in the lower half: a gather of leaves reads one beyond the last, as the contract allows.
      let bytes = UnsafeRawPointer(tree).assumingMemoryBound(to: UInt8.self)
      let gathered = vu32_gather_bytes(bytes, vi32_shift_left(leaf, 1))
      sums = vi32_add(sums, vi32_shift_right(vi32_shift_left(vu32_as_vi32(gathered), 16), 16))
      tree += 1 &<< depth
    }
    vi32_store(target + first, sums)
    first &+= lanes
  }
}
