import VectorKernels

/// Finds keypoints: maxima over place and scale of the determinant of the Hessian.
///
/// Blobs, corners and junctions all answer; straight edges do not. Against Harris and Shi–Tomasi corners, all else alike,
/// the determinant kept more true matches under zoom, blur and view change in a prototype, and its smooth peaks give
/// sub-pixel places and scales (compare Lindeberg, "Image matching using generalized scale-space interest points", JMIV
/// 2015).
///
///     for every level: response map → local maxima above the noise
///     keep what no neighbouring level answers more strongly at that place
///     keep the strongest, spread evenly over the image
///     refine place and scale by parabolas
struct HessianDetector {
  let options: ExtractionOptions
  let kernels: KernelTable

  /// The keypoints of a pyramid, strongest first, without their directions.
  func keypoints(in maps: ResponseMaps, workspace: ExtractionWorkspace) -> [DetectedKeypoint] {
    guard min(maps[0].width, maps[0].height) >= ScalePyramid.minimumSide else { return [] }
    let maps = maps.upTo(scale: Self.coarsestScale)
    return selectedCandidates(in: maps, workspace: workspace).map { maps.refine($0) }.sorted()
  }

  /// Rows searched at once, at most.
  private static let blockRows = 64

  /// Coarser levels than this add nothing that a keypoint of a debris part could need.
  static let coarsestScale = 16.0

  /// The finest levels, which hold nearly all samples, are searched only for what can still be selected.
  private static let boundedLevels = 3

  private func selectedCandidates(
    in maps: ResponseMaps, workspace: ExtractionWorkspace
  ) -> [KeypointCandidate] {
    let units = Float(HessianResponse.unitsPerSquaredGreyLevel)
    let floor = HessianResponse.code(determinant: Int32(options.minimumDeterminant * units))
    var selection = SpatialSelection(width: maps[0].width, height: maps[0].height, count: options.keypointCount)
    let found = workspace.found.reserve((Self.blockRows + 1) / 2 * ((maps[0].width + 1) / 2))
    let thresholds = workspace.thresholds.reserve(maps[0].width + 64)
    // A maximum next to the margin would be refined with neighbours that have no response.
    let margin = HessianResponse.margin + 1
    // From coarse to fine: the few candidates of the coarse levels tell what is worth looking for in the large fine ones.
    for index in maps.indices.reversed() {
      let map = maps[index]
      if index < Self.boundedLevels { selection.tighten() }
      let cellColumns = selection.cellLines(count: map.width, scale: map.scale)
      let cellRows = selection.cellLines(count: map.height, scale: map.scale)
      var firstRow = margin
      while firstRow < map.height - margin {
        // Rows of one row of cells, so that every column has one threshold.
        let cellRow = cellRows[firstRow]
        var endRow = firstRow + 1
        while endRow < min(firstRow + Self.blockRows, map.height - margin), cellRows[endRow] == cellRow { endRow += 1 }
        for x in 0..<map.width {
          thresholds[x] = max(floor, selection.threshold(of: selection.cell(row: cellRow, column: cellColumns[x])))
        }
        let count = kernels.localMaxima(map.codes, map.stride, map.width, firstRow, endRow, thresholds, found)
        for entry in UnsafeBufferPointer(start: found, count: count) {
          let x = Int(entry & 0xF_FFFF)
          guard x >= margin, x < map.width - margin else { continue }
          let y = firstRow + Int(entry >> 20)
          let code = map.codes[y * map.stride + x]
          let candidate = KeypointCandidate(code: code, level: index, x: x, y: y)
          let cell = selection.cell(row: cellRow, column: cellColumns[x])
          guard selection.accepts(candidate, in: cell), maps.isMaximumOverScale(candidate) else { continue }
          selection.insert(candidate, in: cell)
        }
        firstRow = endRow
      }
    }
    return selection.selected()
  }
}

/// A keypoint before its direction is known.
package struct DetectedKeypoint {
  /// Column in level-0 pixels.
  package var x: Double
  /// Row in level-0 pixels.
  package var y: Double
  /// Refined scale: level-0 pixels a sample of the keypoint's patch.
  package var scale: Double
  /// Index of the level it was found in.
  package var level: Int
  /// The determinant in squared grey levels.
  package var response: Float

  package init(x: Double, y: Double, scale: Double, level: Int, response: Float) {
    self.x = x
    self.y = y
    self.scale = scale
    self.level = level
    self.response = response
  }
}

extension DetectedKeypoint: Comparable {
  /// Strongest first; ties by y, x and size as keypoints hold them, in single precision.
  package static func < (a: DetectedKeypoint, b: DetectedKeypoint) -> Bool {
    (-a.response, Float(a.y), Float(a.x), Float(a.scale), a.level)
      < (-b.response, Float(b.y), Float(b.x), Float(b.scale), b.level)
  }
}
