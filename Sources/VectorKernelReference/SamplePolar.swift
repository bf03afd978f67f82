import VectorKernelContracts

/// Samples a plane bilinearly round a place. See `SamplePolar`.
func samplePolar(
  _ source: KernelPlane, _ centerX: Int32, _ centerY: Int32, _ scale: Int32, _ offsetsX: UnsafePointer<Int32>,
  _ offsetsY: UnsafePointer<Int32>, _ target: UnsafeMutablePointer<UInt8>
) {
  let one = 1 << Int(PolarGeometry.fractionBits)
  for index in 0..<PolarGeometry.sampleCount {
    let x = Int(centerX) + (Int(scale) * Int(offsetsX[index])) >> 12
    let y = Int(centerY) + (Int(scale) * Int(offsetsY[index])) >> 12
    let cx = min(max(x, 0), (source.width - 1) * one - 1)
    let cy = min(max(y, 0), (source.height - 1) * one - 1)
    let (column, row) = (cx / one, cy / one)
    let (fx, fy) = (cx % one / 32, cy % one / 32)
    let left = Int(source.clamped(column, row)) * (128 - fy) + Int(source.clamped(column, row + 1)) * fy
    let right = Int(source.clamped(column + 1, row)) * (128 - fy) + Int(source.clamped(column + 1, row + 1)) * fy
    target[index] = UInt8((left * (128 - fx) + right * fx + 8192) >> 14)
  }
}
