/// A place where a bolt may be: a blob at one level of the pyramid.
package struct BoltCandidate: Hashable, Sendable {
  /// Column in level-0 pixels.
  package var x: Double
  /// Row in level-0 pixels.
  package var y: Double
  /// Radius of the disc that would answer most strongly at this scale, in level-0 pixels.
  package var radius: Double
  /// Square root of the determinant of the Hessian, in grey levels a squared pixel of the level.
  package var response: Double
}
