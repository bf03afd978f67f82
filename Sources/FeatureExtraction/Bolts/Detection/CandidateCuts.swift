import ReproducibleMath
import VectorKernels

/// Cuts squares out round candidates, and says where in them the rings of samples lie.
///
/// At screening there are thousands of candidates, and they lie at whole samples of their level. So in the next finer level all of one
/// level's have the same radius and, to half a sample, the same place in a square: one table of weights serves them all.
struct CandidateCuts: Sendable {
  /// Radius of a level's candidates in samples of the next finer level: 1.55 times the two's ratio.
  private let radius: Double
  private let corners: [Int16]
  private let weights: [Int16]

  /// The tables for the ladder's two ratios between neighbouring levels.
  private static let wide = CandidateCuts(ratio: 1.5)
  private static let narrow = CandidateCuts(ratio: 4.0 / 3)

  /// The tables for candidates of `level`, which is not the finest.
  static func tables(level: Int, of levels: [ScalePyramid.Level]) -> CandidateCuts {
    levels[level].scale / levels[level - 1].scale > 1.4 ? wide : narrow
  }

  private init(ratio: Double) {
    radius = BoltCandidateSearch.radiusPerScale * ratio
    var corners: [Int16] = []
    var weights: [Int16] = []
    let middle = Double(CutGeometry.side - 1) / 2
    for sample in 0..<PolarGeometry.sampleCount {
      let offset = PolarOffsets.screening.offset(sample)
      let (x, y) = (middle + offset.x * radius, middle + offset.y * radius)
      // The square reaches as far as the outermost ring; rounding may put a sample on its edge.
      let column = min(max(Int(x), 0), CutGeometry.side - 2)
      let row = min(max(Int(y), 0), CutGeometry.side - 2)
      let fx = Int16((128 * min(max(x - Double(column), 0), 1)).rounded())
      let fy = Int16((128 * min(max(y - Double(row), 0), 1)).rounded())
      let right = (fx * fy + 64) / 128
      corners.append(Int16(row * CutGeometry.side + column))
      weights += [128 - fx - fy + right, fx - right, fy - right, right]
    }
    (self.corners, self.weights) = (corners, weights)
  }

  /// Copies the square round the sample (x, y) of a level from the next finer one. At the picture's edge it is moved inside.
  static func cut(
    x: Int, y: Int, level: Int, of levels: [ScalePyramid.Level], into target: UnsafeMutablePointer<UInt8>
  ) {
    let finer = levels[level - 1]
    let ratio = levels[level].scale / finer.scale
    // The centre of the sample lies between two samples of the square or up to half a sample off.
    let half = CutGeometry.side / 2 - 1
    func first(_ index: Int, limit: Int) -> Int {
      let center = (Double(index) + 0.5) * ratio - 0.5
      return min(max(wholeBelow(center) - half, 0), limit - CutGeometry.side)
    }
    let (column, row) = (first(x, limit: finer.width), first(y, limit: finer.height))
    // A line of the square is one vector: no calls to copy so little.
    var source = UnsafeRawPointer(finer.pixels + row * finer.rowStride + column)
    let square = UnsafeMutableRawPointer(target)
    for line in 0..<CutGeometry.side {
      let samples = source.loadUnaligned(as: SIMD16<UInt8>.self)
      square.storeBytes(of: samples, toByteOffset: line &* CutGeometry.side, as: SIMD16<UInt8>.self)
      source += finer.rowStride
    }
  }

  /// The rings' samples of a batch of squares, side by side.
  func rings(
    of cuts: UnsafePointer<UInt8>, kernels: KernelTable, into target: UnsafeMutablePointer<UInt8>,
    scratch: UnsafeMutablePointer<UInt8>
  ) {
    kernels.ringsOfCuts(cuts, corners, weights, target, scratch)
  }
}
