import ImagePlanes

/// An image halved again and again, so that samples far apart can be taken without aliasing.
///
/// Octave k has 2ᵏ level-0 pixels a sample, each the mean of 2 × 2 of the octave before: the centre (x, y) of a sample
/// lies at ((x + ½)·2ᵏ − ½, (y + ½)·2ᵏ − ½) of level 0.
struct ImageOctaves {
  /// The planes, finest first.
  let planes: [Plane]

  /// Makes the octaves of `luma` whose samples are at most `largestSpacing` pixels apart and that are 32 samples wide and high.
  init(of luma: Plane, largestSpacing: Double) {
    var planes = [luma]
    var spacing = 2.0
    while spacing <= largestSpacing, let last = planes.last, min(last.width, last.height) >= 64 {
      planes.append(Self.halved(last))
      spacing *= 2
    }
    self.planes = planes
  }

  /// The index of the coarsest octave whose samples are no further apart than `spacing`.
  func octave(spacing: Double) -> Int {
    var index = 0
    while index + 1 < planes.count, Double(2 << index) <= spacing { index += 1 }
    return index
  }

  private static func halved(_ plane: Plane) -> Plane {
    let (width, height) = (plane.width / 2, plane.height / 2)
    return plane.withUnsafePixels { source in
      Plane(width: width, height: height) { pixels, rowStride in
        for y in 0..<height {
          let upper = source + 2 * y * plane.rowStride
          let lower = upper + plane.rowStride
          let row = pixels + y * rowStride
          for x in 0..<width {
            let sum = Int(upper[2 * x]) + Int(upper[2 * x + 1]) + Int(lower[2 * x]) + Int(lower[2 * x + 1])
            row[x] = UInt8(truncatingIfNeeded: (sum + 2) >> 2)
          }
        }
      }
    }
  }
}
