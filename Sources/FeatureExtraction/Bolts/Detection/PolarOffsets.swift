import ReproducibleMath
import VectorKernels

/// Where the rings of samples round a bolt lie, for a bolt of radius 1: the innermost ring's radius and the ratio of each to the next.
struct PolarOffsets: Sendable {
  /// Round a candidate whose radius is known to a factor of two: from well inside to as far as its cut reaches, 3.2 radii.
  static let screening = PolarOffsets(innermost: 0.42, logStep: 0.268)
  /// Round a bolt of known radius: from its middle to three and a half radii out, where its neighbours begin.
  static let surroundings = PolarOffsets(innermost: 0.36, logStep: 0.3)
  /// Across a bolt's outline, in finer steps.
  static let outline = PolarOffsets(innermost: 0.45, logStep: 0.2)

  /// The rings' radii.
  let radii: [Double]
  private let x: [Int32]
  private let y: [Int32]

  /// - Parameter logStep: log₂ of the ratio of a ring's radius to the one before it.
  private init(innermost: Double, logStep: Double) {
    let ratio = Elementary.exponential(logStep * 0.693_147_180_559_945_3)
    var radius = innermost
    var radii: [Double] = []
    var x: [Int32] = []
    var y: [Int32] = []
    for _ in 0..<PolarGeometry.ringCount {
      radii.append(radius)
      for angle in 0..<PolarGeometry.angleCount {
        let direction = Self.direction(angle)
        let unit = Double(1 << PolarGeometry.fractionBits)
        x.append(Int32((radius * direction.cosine * unit).rounded()))
        y.append(Int32((radius * direction.sine * unit).rounded()))
      }
      radius *= ratio
    }
    (self.radii, self.x, self.y) = (radii, x, y)
  }

  /// The unit vector of a ring's sample.
  static func direction(_ angle: Int) -> (cosine: Double, sine: Double) {
    Elementary.direction(2 * Double.pi * Double(angle) / Double(PolarGeometry.angleCount))
  }

  /// The offset of a sample, in radii.
  func offset(_ sample: Int) -> (x: Double, y: Double) {
    let unit = Double(1 << PolarGeometry.fractionBits)
    return (Double(x[sample]) / unit, Double(y[sample]) / unit)
  }

  /// Calls `body` with the offsets' columns and rows, in 1/4096 radius.
  func withUnsafeOffsets<Result>(_ body: (UnsafePointer<Int32>, UnsafePointer<Int32>) -> Result) -> Result {
    x.withUnsafeBufferPointer { x in y.withUnsafeBufferPointer { y in body(x.baseAddress!, y.baseAddress!) } }
  }
}
