import VectorKernels

/// Boosted trees as `Scripts/train-bolts` writes them: what they say is a sum over trees, each a table of the answers to a few questions.
struct BoostedTrees: Sendable {
  /// Questions a tree.
  let depth: Int
  /// Feature asked about, tree by tree.
  let splits: [Int32]
  /// What it must exceed.
  let thresholds: [Float]
  /// 2^depth values a tree, in ``leafUnit``.
  let leaves: [Int16]
  /// Value of a leaf's unit.
  let leafUnit: Double
  /// What is added to the sum.
  let bias: Double

  /// Makes trees of their parts.
  init(depth: Int, splits: [Int32], thresholds: [Float], leaves: [Int16], leafUnit: Double, bias: Double) {
    precondition(splits.count == thresholds.count && splits.count % depth == 0, "a threshold a question")
    precondition(leaves.count == (splits.count / depth) << depth, "a leaf for all answers")
    self.depth = depth
    self.splits = splits
    self.thresholds = thresholds
    // The kernel reads one element beyond a leaf.
    self.leaves = leaves + [0]
    self.leafUnit = leafUnit
    self.bias = bias
  }

  /// What the trees say of `BoltFeature.lanes` places.
  func evaluate(_ features: UnsafePointer<Float>, kernels: KernelTable, into target: UnsafeMutablePointer<Int32>) {
    kernels.evaluateTrees(features, splits, thresholds, leaves, splits.count / depth, depth, target)
  }

  /// The value of a sum.
  func value(_ sum: Int32) -> Double { Double(sum) * leafUnit + bias }
}
