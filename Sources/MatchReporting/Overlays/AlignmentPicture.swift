import ImagePlanes

/// One picture laid over another by a homography, so that a person can judge the alignment by eye.
package struct AlignmentPicture {
  /// The part of B that is shown.
  package let frame: GreyPicture
  /// A, mapped into that part; its value where ``covered`` is false is 0.
  package let reference: GreyPicture
  /// Where A covers B.
  package let covered: [Bool]

  /// Maps `a` into the part `crop` of `b`, drawn at `width` × `height`.
  ///
  /// - Parameter crop: Whole pixels of B, inside it.
  /// - Returns: Nil where the map has no inverse.
  /// - Complexity: O(area of A and of the crop + `width` · `height`).
  package init?(a: Plane, b: Plane, bFromA: Homography, crop: Rectangle, width: Int, height: Int) {
    guard let aFromB = bFromA.inverse else { return nil }
    frame = GreyPicture(b.cropped(to: crop), width: width, height: height)

    let stepX = crop.width / Double(width)
    let stepY = crop.height / Double(height)
    func inA(_ x: Double, _ y: Double) -> Point {
      aFromB.apply(to: Point(x: crop.x + (x + 0.5) * stepX - 0.5, y: crop.y + (y + 0.5) * stepY - 0.5))
    }
    // Where A is shown much smaller than it is, its fine texture must be averaged first. One scale for the whole
    // picture will do for looking at; the one at the middle of A.
    let middle = bFromA.apply(to: Point(x: Double(a.width) / 2, y: Double(a.height) / 2))
    let x = (middle.x + 0.5 - crop.x) / stepX - 0.5
    let y = (middle.y + 0.5 - crop.y) / stepY - 0.5
    let origin = inA(x, y)
    let perPixel = max(origin.distance(to: inA(x + 1, y)), origin.distance(to: inA(x, y + 1)))
    let shrink = perPixel.isFinite ? min(max(1, perPixel), Double(min(a.width, a.height))) : 1
    let source = GreyPicture(
      a, width: max(1, Int((Double(a.width) / shrink).rounded())),
      height: max(1, Int((Double(a.height) / shrink).rounded())))
    let scaleX = Double(source.width) / Double(a.width)
    let scaleY = Double(source.height) / Double(a.height)

    // The sign of the depth tells what lies before the viewer from what lies behind.
    let m = bFromA.elements
    let depthAtMiddle = m[6] * Double(a.width) / 2 + m[7] * Double(a.height) / 2 + m[8]
    var pixels = [UInt8](repeating: 0, count: width * height)
    var covered = [Bool](repeating: false, count: width * height)
    for y in 0..<height {
      for x in 0..<width {
        let point = inA(Double(x), Double(y))
        guard point.x >= -0.5, point.x <= Double(a.width) - 0.5, point.y >= -0.5, point.y <= Double(a.height) - 0.5,
          (m[6] * point.x + m[7] * point.y + m[8]) * depthAtMiddle > 0
        else { continue }
        covered[y * width + x] = true
        pixels[y * width + x] = source.sample(
          x: (point.x + 0.5) * scaleX - 0.5, y: (point.y + 0.5) * scaleY - 0.5)
      }
    }
    reference = GreyPicture(width: width, height: height, pixels: pixels)
    self.covered = covered
  }

  /// Squares of `side` pixels, taken in turn from A and from B, where A covers B: edges run on across the squares'
  /// borders if the alignment is right.
  package func checkered(side: Int) -> GreyPicture {
    combined { x, y, reference, frame in (x / side + y / side) % 2 == 0 ? reference : frame }
  }

  /// The mean of A and B, where A covers B: what is aligned is sharp, what is not is doubled.
  package var blended: GreyPicture {
    combined { _, _, reference, frame in UInt8((Int(reference) + Int(frame) + 1) / 2) }
  }

  private func combined(_ pick: (Int, Int, UInt8, UInt8) -> UInt8) -> GreyPicture {
    var result = frame
    for y in 0..<frame.height {
      for x in 0..<frame.width {
        let index = y * frame.width + x
        if covered[index] { result.pixels[index] = pick(x, y, reference.pixels[index], frame.pixels[index]) }
      }
    }
    return result
  }
}

extension GreyPicture {
  /// The bilinear sample at (`x`, `y`), pixel centres at whole numbers, the border repeated outwards.
  fileprivate func sample(x: Double, y: Double) -> UInt8 {
    let cell = BilinearCell(Point(x: x, y: y), width: width, height: height)
    return UInt8(cell.sample { x, y in pixels[y * width + x] }.rounded())
  }
}

extension Plane {
  /// A copy of the part `crop`, whole pixels inside the plane.
  fileprivate func cropped(to crop: Rectangle) -> Plane {
    Plane(width: Int(crop.width), height: Int(crop.height)) { target, targetStride in
      withUnsafePixels { source in
        for y in 0..<Int(crop.height) {
          // SAFETY: the layout keeps the crop inside the plane; both rows hold crop.width samples.
          (target + y * targetStride).update(
            from: source + (Int(crop.y) + y) * rowStride + Int(crop.x), count: Int(crop.width))
        }
      }
    }
  }
}
