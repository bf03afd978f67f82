import VectorKernels

extension ResponseMaps {
  /// Computes the responses of every level of a pyramid, which keypoints and bolts share.
  ///
  /// - Complexity: O(pixels).
  init(of levels: [ScalePyramid.Level], kernels: KernelTable, workspace: ExtractionWorkspace) {
    var offsets: [Int] = []
    var total = 0
    for level in levels {
      offsets.append(total)
      total += Self.stride(width: level.width) * level.height
    }
    // A vector of slack on both sides: kernels load whole vectors.
    let memory = workspace.responses.reserve(total + 128) + 64
    let rows = workspace.responseRows.reserve(8 * (levels[0].width + 192))
    let maps = zip(levels, offsets).map { level, offset in
      let stride = Self.stride(width: level.width)
      kernels.hessianResponses(level.kernelPlane, memory + offset, stride, rows)
      return Map(
        codes: UnsafePointer(memory + offset), stride: stride, width: level.width, height: level.height,
        scale: level.scale)
    }
    self.init(maps: maps)
  }
}
