import ImagePlanes
import VectorKernels

/// An image at a ladder of scales 1, 1.5, 2, 3, 4, 6, 8, … 64: octaves and the half-way steps between them.
///
/// Octaves halve their parent with the binomial taps 1 3 3 1, the steps between shrink theirs by 2/3 with the taps 3 1
/// and 1 3, whose weight lies exactly at the larger samples' centres. Both are integer ratios of whole pixels that start at the outer edge of the top-left pixel, so the centre
/// (x, y) of a pixel of a level at `scale` s lies at ((x + ½)·s − ½, (y + ½)·s − ½) of level 0: no drift between
/// levels. (The ladder is BRISK's, Leutenegger et al., ICCV 2011; keypoints, bolts and edges share it.)
///
/// The pyramid's memory is kept and used again for the next image of the same size or a smaller one.
package final class ScalePyramid {
  /// One level. Valid until the pyramid is built anew.
  package struct Level {
    /// Level-0 pixels a pixel of this level, along each axis.
    package var scale: Double
    package var width: Int
    package var height: Int
    /// Bytes from row to row.
    package var rowStride: Int
    /// The first sample. Rows are followed by at least 64 readable bytes.
    package var pixels: UnsafePointer<UInt8>
  }

  /// Coarser levels than this hold nothing that a bolt in the largest photographs could need: its radius there is 100 pixels.
  package static let maximumScale = 64.0
  /// A level narrower or lower than this holds too little for a descriptor's patch of 32 × 32.
  package static let minimumSide = 32

  private(set) var levels: [Level] = []
  private var storage = GrowingBuffer<UInt8>()
  private var scratch = GrowingBuffer<UInt16>()

  package init() {}

  /// Builds the levels of `luma`; level 0 borrows its samples, so `body` must not keep the levels.
  ///
  /// - Complexity: O(pixels); about 1.93 times the image's own pixels are held over all levels.
  package func withLevels<Result>(
    of luma: Plane, kernels: KernelTable, _ body: ([Level]) -> Result
  ) -> Result {
    luma.withUnsafePixels { pixels in
      build(
        Level(scale: 1, width: luma.width, height: luma.height, rowStride: luma.rowStride, pixels: pixels), kernels)
      return body(levels)
    }
  }

  private func build(_ base: Level, _ kernels: KernelTable) {
    var plan: [(level: Level, parent: Int, offset: Int)] = [(base, 0, 0)]
    var bytes = 0
    // Even entries of the ladder are octaves; each makes its half-way step and then the next octave.
    var octave = 0
    while true {
      let parent = plan[octave].level
      let steps = [
        (scale: parent.scale * 1.5, width: parent.width / 3 * 2, height: parent.height / 3 * 2),
        (scale: parent.scale * 2, width: parent.width / 2, height: parent.height / 2),
      ]
      var next: Int?
      for (index, step) in steps.enumerated() {
        guard step.scale <= Self.maximumScale, min(step.width, step.height) >= Self.minimumSide else { continue }
        let stride = (step.width + 127) & ~63
        if index == 1 { next = plan.count }
        plan.append(
          (
            Level(scale: step.scale, width: step.width, height: step.height, rowStride: stride, pixels: base.pixels),
            octave, bytes
          ))
        bytes += stride * step.height
      }
      guard let next else { break }
      octave = next
    }
    let memory = storage.reserve(bytes + 64)
    let rowScratch = scratch.reserve(base.width + 192)
    levels = [base]
    for entry in plan.dropFirst() {
      var level = entry.level
      let target = memory + entry.offset
      level.pixels = UnsafePointer(target)
      let parent = levels[entry.parent]
      let source = KernelPlane(
        pixels: parent.pixels, rowStride: parent.rowStride, width: parent.width, height: parent.height)
      if level.scale == parent.scale * 2 {
        kernels.halvePlane(source, target, level.rowStride, rowScratch)
      } else {
        kernels.shrinkTwoThirds(source, target, level.rowStride, rowScratch)
      }
      levels.append(level)
    }
  }
}

extension ScalePyramid.Level {
  /// The level as the kernels see it.
  var kernelPlane: KernelPlane {
    KernelPlane(pixels: pixels, rowStride: rowStride, width: width, height: height)
  }

  /// A level-0 coordinate in this level's own samples.
  package func levelCoordinate(_ coordinate: Double) -> Double { (coordinate + 0.5) / scale - 0.5 }
}
