/// What is measured of the samples round a bolt: numbers that do not depend on the direction of the light or on how the bolt is
/// turned. D is the difference from a ring to the next, T from a sample to the next on its ring; all but the spread are in units of it.
public enum BoltFeature {
  /// Places described side by side.
  @inlinable public static var lanes: Int {
    @inline(__always) get { 32 }
  }
  /// The rings, from the innermost, whose samples' standard deviation plus 1 is the spread.
  @inlinable public static var spreadRings: Int {
    @inline(__always) get { 9 }
  }
  /// The ring whose mean the others' are compared with.
  @inlinable public static var baseRing: Int {
    @inline(__always) get { 7 }
  }
  /// Windows of three neighbouring differences D, from the second, in which each direction's strongest is taken.
  @inlinable public static var windowCount: Int {
    @inline(__always) get { 7 }
  }

  // Where the features begin in a place's vector. Rings R = 12, differences R − 1.

  /// The spread, in grey levels.
  @inlinable public static var spread: Int {
    @inline(__always) get { 0 }
  }
  /// Mean of each ring less that of the base ring: R.
  @inlinable public static var mean: Int {
    @inline(__always) get { 1 }
  }
  /// Standard deviation along each ring: R.
  @inlinable public static var deviation: Int {
    @inline(__always) get { 13 }
  }
  /// Root mean square of T on each ring: R.
  @inlinable public static var tangential: Int {
    @inline(__always) get { 25 }
  }
  /// Root mean square of each D: R − 1.
  @inlinable public static var radial: Int {
    @inline(__always) get { 37 }
  }
  /// Mean magnitude of each D: R − 1.
  @inlinable public static var radialMagnitude: Int {
    @inline(__always) get { 48 }
  }
  /// Amplitudes of the first, second and third harmonic along each ring: R each.
  @inlinable public static var harmonics: Int {
    @inline(__always) get { 59 }
  }
  /// How far the first and the second harmonic keep their phase from ring to ring (the real part of one times the other's conjugate):
  /// R − 1 each.
  @inlinable public static var phases: Int {
    @inline(__always) get { 95 }
  }
  /// Correlation of each ring with itself half a turn on: R.
  @inlinable public static var symmetry: Int {
    @inline(__always) get { 117 }
  }
  /// In each window, the second, fifth and ninth smallest over the directions of the strongest |D|: how complete an outline is. 3 a
  /// window.
  @inlinable public static var outline: Int {
    @inline(__always) get { 129 }
  }
  /// Mean and standard deviation, over the directions, of the position of the strongest |D| among the second to the ninth.
  @inlinable public static var edgePosition: Int {
    @inline(__always) get { 150 }
  }
  /// All features.
  @inlinable public static var count: Int {
    @inline(__always) get { 152 }
  }

  /// Features from the first on that need no sorting: those before ``outline``.
  @inlinable public static var plainCount: Int {
    @inline(__always) get { outline }
  }
  /// Elements of scratch memory: the samples of a vector of places, and two vectors a direction.
  @inlinable public static var workCount: Int {
    @inline(__always) get { (PolarGeometry.sampleCount + 2 * PolarGeometry.angleCount) * lanes }
  }
}

/// Measures `BoltFeature.lanes` places.
///
/// `samples` holds `PolarGeometry.sampleCount` rows of `lanes` bytes: sample by sample, the places side by side. `target` receives rows of
/// `lanes` numbers, feature by feature: `BoltFeature.count` of them, or without the outline (`includesOutline`) the first
/// `BoltFeature.plainCount`. `work` has room for `BoltFeature.workCount` elements.
package typealias BoltFeatures =
  @Sendable (
    _ samples: UnsafePointer<UInt8>, _ includesOutline: Bool, _ target: UnsafeMutablePointer<Float>,
    _ work: UnsafeMutablePointer<Float>
  ) -> Void

/// Sums what boosted trees say of `BoltFeature.lanes` places.
///
/// A tree asks `depth` questions, the same on all its paths: is `features[splits[q]]` above `thresholds[q]`? The answers are the bits of
/// an index, the first one the lowest, into the tree's 2^depth `leaves`. `features` are laid out as `BoltFeatures` writes them, with any
/// number of further rows behind. `leaves` are followed by one readable element. `target` receives a sum a place, which must fit 32 bits.
package typealias EvaluateTrees =
  @Sendable (
    _ features: UnsafePointer<Float>, _ splits: UnsafePointer<Int32>, _ thresholds: UnsafePointer<Float>,
    _ leaves: UnsafePointer<Int16>, _ treeCount: Int, _ depth: Int, _ target: UnsafeMutablePointer<Int32>
  ) -> Void

/// The factors of the harmonics along a ring of 16 samples.
public enum BoltHarmonics {
  /// cos 22.5°.
  @inlinable public static var cosine: Float {
    @inline(__always) get { 0.923_879_5 }
  }
  /// sin 22.5°.
  @inlinable public static var sine: Float {
    @inline(__always) get { 0.382_683_43 }
  }
  /// cos 45°.
  @inlinable public static var diagonal: Float {
    @inline(__always) get { 0.707_106_77 }
  }
}
