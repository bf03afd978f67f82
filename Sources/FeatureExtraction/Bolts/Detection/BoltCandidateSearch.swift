import VectorKernels

/// Lists the places where bolts may be: maxima of the determinant of the Hessian at each scale.
///
/// A head or a hole, lighter or darker than its surroundings or half of each, has such a maximum near its middle at a scale near its own.
/// Scales do not compete: the socket in a head or the glint on it often answers more strongly than the head. The maps are those of the
/// keypoints.
struct BoltCandidateSearch {
  let options: BoltDetectionOptions
  let kernels: KernelTable

  /// The level that the smallest bolts answer at: scale 1.5, radius 2.3 pixels. A finer one answers noise.
  static let finestLevel = 1

  /// Radius of the disc that answers most strongly at a level, over the level's scale.
  ///
  /// A disc of radius √2·σ answers most strongly to a Hessian at σ; with the smoothing of the pyramid and of the maps, σ is 1.04 to 1.11
  /// times the scale on all levels but the finest.
  static let radiusPerScale = 1.55

  /// Rows searched at once.
  private static let blockRows = 64

  /// The candidates of an image by level, y and x: the strongest, where there are too many.
  ///
  /// - Complexity: O(pixels + candidates).
  func candidates(in maps: ResponseMaps, workspace: ExtractionWorkspace) -> [BoltCandidate] {
    guard maps.count > Self.finestLevel else { return [] }
    let units = Float(HessianResponse.unitsPerSquaredGreyLevel)
    let floor = HessianResponse.code(determinant: Int32(options.minimumDeterminant * units))
    let width = maps[Self.finestLevel].width
    let found = workspace.found.reserve((Self.blockRows + 1) / 2 * ((width + 1) / 2))
    let thresholds = workspace.thresholds.reserve(width + 64)
    thresholds.update(repeating: floor, count: width + 64)
    var candidates: [BoltCandidate] = []
    let margin = HessianResponse.margin + 1
    for index in Self.finestLevel..<maps.count {
      let map = maps[index]
      var firstRow = margin
      while firstRow < map.height - margin {
        let endRow = min(firstRow + Self.blockRows, map.height - margin)
        let count = kernels.localMaxima(map.codes, map.stride, map.width, firstRow, endRow, thresholds, found)
        for entry in UnsafeBufferPointer(start: found, count: count) {
          let x = Int(entry & 0xF_FFFF)
          guard x >= margin, x < map.width - margin else { continue }
          let y = firstRow + Int(entry >> 20)
          candidates.append(BoltCandidate(level: index, x: x, y: y, code: map.codes[y * map.stride + x]))
        }
        firstRow = endRow
      }
    }
    return strongest(candidates)
  }

  /// As many of the strongest as the options allow. Of those as strong as the weakest one, the first are kept.
  private func strongest(_ candidates: [BoltCandidate]) -> [BoltCandidate] {
    guard candidates.count > options.candidateCount else { return candidates }
    var histogram = [Int](repeating: 0, count: Int(Int16.max) + 1)
    for candidate in candidates { histogram[Int(candidate.code)] += 1 }
    var code = histogram.count
    var room = options.candidateCount
    repeat {
      code -= 1
      room -= histogram[code]
    } while room > 0
    // At the last code, room for as many as do not go over.
    var rest = room + histogram[code]
    return candidates.filter { candidate in
      guard Int(candidate.code) == code else { return Int(candidate.code) > code }
      rest -= 1
      return rest >= 0
    }
  }
}
