import VectorKernels

/// A place where a bolt may be: a sample of a level that answers more strongly than its neighbours.
struct BoltCandidate: Hashable {
  /// Index of the level.
  var level: Int
  /// Column in the level.
  var x: Int
  /// Row in the level.
  var y: Int
  /// The coded determinant of the Hessian.
  var code: Int16

  /// Square root of the determinant, in grey levels a squared sample of the level.
  var response: Float {
    (HessianResponse.determinant(code: code) / Float(HessianResponse.unitsPerSquaredGreyLevel)).squareRoot()
  }
}
