import ReproducibleMath
import VectorKernels

/// Describes lines by the bands beside them, at several scales of the pyramid that keypoints and bolts share.
struct LineBandDescriber {
  let kernels: KernelTable

  /// The descriptors of the first `limit` of `lines`.
  ///
  /// - Complexity: O(lines · scales): a patch of fixed size each.
  func bands(
    of lines: [LineSegment], limit: Int, levels: [ScalePyramid.Level], workspace: ExtractionWorkspace
  ) -> LineBands {
    let described = lines.prefix(max(limit, 0))
    guard !described.isEmpty else { return .none }
    let patch = workspace.patches.reserve(PatchGeometry.sampleCount + PatchGeometry.side)
    patch.initialize(repeating: 0, count: PatchGeometry.sampleCount + PatchGeometry.side)
    var sets: [DescriptorSet] = []
    for scale in LineBands.scales {
      guard let level = levels.first(where: { $0.scale == scale }) else { break }
      let count = described.count * DescriptorSet.wordsPerDescriptor
      let words = [UInt64](unsafeUninitializedCapacity: count) { words, used in
        withUnsafeTemporaryAllocation(of: Int.self, capacity: BandSums.valueCount) { values in
          for (index, line) in described.enumerated() {
            kernels.samplePatch(level.kernelPlane, Self.grid(along: line, in: level), patch)
            BandSums(of: patch, in: values.baseAddress!)
              .write(to: words.baseAddress! + index * DescriptorSet.wordsPerDescriptor)
          }
        }
        used = count
      }
      sets.append(DescriptorSet(words: words))
    }
    return LineBands(descriptors: sets)
  }

  /// Columns spread over the whole line, rows a pixel of the level apart, from the brighter side to the darker one.
  private static func grid(along line: LineSegment, in level: ScalePyramid.Level) -> PatchGrid {
    let side = Double(PatchGeometry.side)
    let length = line.length
    let (dx, dy) = (line.end.x - line.start.x, line.end.y - line.start.y)
    let (unitX, unitY) = length > 0 ? (dx / length, dy / length) : (1, 0)
    let (stepX, stepY) = (dx / (level.scale * side), dy / (level.scale * side))
    let half = (side - 1) / 2
    let unit = Double(1 << PatchGeometry.fractionBits)
    func fixed(_ value: Double) -> Int32 { Int32(wholeNearest(value * unit)) }
    return PatchGrid(
      originX: fixed(level.levelCoordinate(line.start.x) + stepX / 2 + half * unitY),
      originY: fixed(level.levelCoordinate(line.start.y) + stepY / 2 - half * unitX), stepX: fixed(stepX),
      stepY: fixed(stepY), downX: fixed(-unitY), downY: fixed(unitX))
  }
}
