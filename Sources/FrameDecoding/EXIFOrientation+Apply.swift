import ImagePlanes

extension EXIFOrientation {
  /// The size of the upright picture whose stored size is `stored`.
  func uprightSize(of stored: ImageSize) -> ImageSize {
    swapsAxes ? ImageSize(width: stored.height, height: stored.width) : stored
  }

  /// Copies a stored picture of `size` to `target`, upright, `pixelBytes` bytes a pixel.
  ///
  /// Every orientation is one affine map: the source of target pixel (x, y) lies at `origin + x * stepX + y * stepY`. Going
  /// through the target in square blocks keeps the columns that a turned picture reads in the cache.
  func apply(
    from source: UnsafePointer<UInt8>, size: ImageSize, stride: Int,
    to target: UnsafeMutablePointer<UInt8>, targetStride: Int, pixelBytes: Int
  ) {
    let map = sourceMap(size: size, stride: stride, pixelBytes: pixelBytes)
    let upright = uprightSize(of: size)
    for blockY in Swift.stride(from: 0, to: upright.height, by: Self.blockSide) {
      let endY = min(blockY + Self.blockSide, upright.height)
      for blockX in Swift.stride(from: 0, to: upright.width, by: Self.blockSide) {
        let endX = min(blockX + Self.blockSide, upright.width)
        for y in blockY..<endY {
          var from = source + (map.origin + blockX * map.stepX + y * map.stepY)
          var to = target + (y * targetStride + blockX * pixelBytes)
          for _ in blockX..<endX {
            for i in 0..<pixelBytes { to[i] = from[i] }
            from += map.stepX
            to += pixelBytes
          }
        }
      }
    }
  }

  // 64 source rows of 64 bytes: one cache line each, 4 kB in all.
  private static let blockSide = 64

  private func sourceMap(size: ImageSize, stride: Int, pixelBytes: Int) -> (origin: Int, stepX: Int, stepY: Int) {
    let right = (size.width - 1) * pixelBytes
    let bottom = (size.height - 1) * stride
    return switch self {
    case .upright: (0, pixelBytes, stride)
    case .mirrored: (right, -pixelBytes, stride)
    case .rotated180: (right + bottom, -pixelBytes, -stride)
    case .flipped: (bottom, pixelBytes, -stride)
    case .transposed: (0, stride, pixelBytes)
    case .rotated90: (bottom, -stride, pixelBytes)
    case .transversed: (right + bottom, -stride, -pixelBytes)
    case .rotated270: (right, stride, -pixelBytes)
    }
  }
}
