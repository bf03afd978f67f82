import VectorKernelContracts

/// Sums what boosted trees say. See `EvaluateTrees`.
func evaluateTrees(
  _ features: UnsafePointer<Float>, _ splits: UnsafePointer<Int32>, _ thresholds: UnsafePointer<Float>,
  _ leaves: UnsafePointer<Int16>, _ treeCount: Int, _ depth: Int, _ target: UnsafeMutablePointer<Int32>
) {
  for place in 0..<BoltFeature.lanes {
    target[place] = 0
    for tree in 0..<treeCount {
      var leaf = 0
      for question in 0..<depth {
        let row = Int(splits[tree * depth + question])
        if features[row * BoltFeature.lanes + place] > thresholds[tree * depth + question] { leaf += 1 << question }
      }
      target[place] += Int32(leaves[tree << depth + leaf])
    }
  }
}
