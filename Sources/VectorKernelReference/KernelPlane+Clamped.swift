import VectorKernelContracts

extension KernelPlane {
  /// The sample at (x, y), or that of the nearest edge where (x, y) lies outside.
  func clamped(_ x: Int, _ y: Int) -> Int {
    Int(pixels[min(max(y, 0), height - 1) * rowStride + min(max(x, 0), width - 1)])
  }
}
