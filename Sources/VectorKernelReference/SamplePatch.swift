import VectorKernelContracts

/// Resamples a patch of `PatchGeometry.side`² samples bilinearly.
///
/// Sample (i, j) lies at (originX + i·stepX + j·downX, originY + i·stepY + j·downY), all in 1/4096 pixel; samples
/// outside the plane are those of its edge.
func samplePatch(
  _ source: KernelPlane, _ grid: PatchGrid, _ target: UnsafeMutablePointer<UInt8>
) {
  for j in 0..<PatchGeometry.side {
    for i in 0..<PatchGeometry.side {
      let x = grid.originX &+ Int32(i) &* grid.stepX &+ Int32(j) &* grid.downX
      let y = grid.originY &+ Int32(i) &* grid.stepY &+ Int32(j) &* grid.downY
      // Clamped so that the sample to the right and the one below exist.
      let limitX = Int32(source.width - 1) << 12 - 1
      let limitY = Int32(source.height - 1) << 12 - 1
      let cx = min(max(x, 0), limitX)
      let cy = min(max(y, 0), limitY)
      let column = Int(cx >> 12)
      let row = Int(cy >> 12)
      let fx = Int(cx >> 5) & 127
      let fy = Int(cy >> 5) & 127
      func sample(_ dx: Int, _ dy: Int) -> Int { source.clamped(column + dx, row + dy) }
      let left = sample(0, 0) * (128 - fy) + sample(0, 1) * fy
      let right = sample(1, 0) * (128 - fy) + sample(1, 1) * fy
      target[j * PatchGeometry.side + i] = UInt8((left * (128 - fx) + right * fx + 8192) >> 14)
    }
  }
}
