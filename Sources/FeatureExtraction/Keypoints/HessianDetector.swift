import VectorKernels

/// Finds keypoints: maxima over place and scale of the determinant of the Hessian.
///
/// Blobs, corners and junctions all answer; straight edges do not. Against FAST or Harris corners ranked alike the
/// determinant keeps more true matches under zoom, blur and view change, costs as few instructions a pixel, and its
/// smooth peaks give sub-pixel places and scales (Lindeberg, "Image matching using generalized scale-space interest
/// points", JMIV 2015, finds the same ranking).
///
///     for every level: response map → local maxima above the noise
///     keep what no neighbouring level answers more strongly at that place
///     keep the strongest, spread evenly over the image
///     refine place and scale by parabolas
struct HessianDetector {
  let options: ExtractionOptions
  let kernels: KernelTable

  /// The keypoints of a pyramid, strongest first, without their directions.
  func keypoints(in levels: [ScalePyramid.Level], workspace: ExtractionWorkspace) -> [DetectedKeypoint] {
    let maps = responseMaps(of: levels, workspace: workspace)
    let candidates = candidates(in: maps, workspace: workspace)
    let selection = SpatialSelection(
      width: levels[0].width, height: levels[0].height, count: options.keypointCount)
    return selection.select(candidates, maps: maps).map { maps.refine($0) }
  }

  private func responseMaps(of levels: [ScalePyramid.Level], workspace: ExtractionWorkspace) -> ResponseMaps {
    var offsets: [Int] = []
    var total = 0
    for level in levels {
      offsets.append(total)
      total += ResponseMaps.stride(width: level.width) * level.height
    }
    let memory = workspace.responses.reserve(total + 64)
    let rows = workspace.responseRows.reserve(8 * (levels[0].width + 192))
    let maps = zip(levels, offsets).map { level, offset in
      let stride = ResponseMaps.stride(width: level.width)
      kernels.hessianResponses(level.kernelPlane, memory + offset, stride, rows)
      return ResponseMaps.Map(
        codes: UnsafePointer(memory + offset), stride: stride, width: level.width, height: level.height,
        scale: level.scale)
    }
    return ResponseMaps(maps: maps)
  }

  private func candidates(in maps: ResponseMaps, workspace: ExtractionWorkspace) -> [KeypointCandidate] {
    let threshold = HessianResponse.code(determinant: Int32(options.minimumDeterminant * 1024))
    // Maxima are at least two samples apart along a row or in the next row but one: a quarter of all samples at most.
    let blockRows = 64
    let flags = workspace.flags.reserve(maps[0].width + 64)
    let found = workspace.found.reserve(blockRows / 2 * (maps[0].width + 2))
    var candidates: [KeypointCandidate] = []
    candidates.reserveCapacity(16 * options.keypointCount)
    let margin = HessianResponse.margin + 1
    for index in maps.indices {
      let map = maps[index]
      var firstRow = margin
      while firstRow < map.height - margin {
        let endRow = min(firstRow + blockRows, map.height - margin)
        let count = kernels.localMaxima(map.codes, map.stride, map.width, firstRow, endRow, threshold, flags, found)
        for entry in UnsafeBufferPointer(start: found, count: count) {
          let x = Int(entry & 0xF_FFFF)
          let y = firstRow + Int(entry >> 20)
          let code = map.codes[y * map.stride + x]
          guard maps.isMaximumOverScale(level: index, x: x, y: y, code: code) else { continue }
          candidates.append(KeypointCandidate(x: Int32(x), y: Int32(y), level: Int16(index), code: code))
        }
        firstRow = endRow
      }
    }
    return candidates
  }
}

/// A place of a level that answers more strongly than all its neighbours.
struct KeypointCandidate {
  /// Column in the level.
  var x: Int32
  /// Row in the level.
  var y: Int32
  /// Index of the level.
  var level: Int16
  /// The coded response.
  var code: Int16
}

/// A keypoint before its direction is known.
struct DetectedKeypoint {
  /// Column in level-0 pixels.
  var x: Double
  /// Row in level-0 pixels.
  var y: Double
  /// Refined scale: level-0 pixels a sample of the keypoint's patch.
  var scale: Double
  /// Index of the level it was found in.
  var level: Int
  /// The determinant in squared grey levels.
  var response: Float
}
