import ReproducibleMath
import VectorKernels

/// Measures candidates in batches of `BoltFeature.lanes`: samples, then features.
struct BoltMeasure {
  let sampler: PolarSampler
  let kernels: KernelTable
  let workspace: ExtractionWorkspace

  /// Features of a candidate at screening: those of its samples but the outline's, its radius in pixels, its response, and that over the
  /// spread.
  static let screeningCount = BoltFeature.plainCount + 3
  /// Features of a bolt: those of its outline and of its surroundings, its radius in pixels, how far it is from round, and how well its outline
  /// fits.
  static let scoringCount = 2 * BoltFeature.count + 3

  /// A bolt's place, size and shape, in level-0 pixels.
  struct Place {
    var x: Double
    var y: Double
    /// The mean of the half axes.
    var radius: Double
    var shape = BoltShape.round
    /// Root mean square distance of the steps of brightness from the outline, over the radius.
    var residual = 0.0

    /// Takes a stretch that was found in the place's own frame; the area stays.
    mutating func take(_ own: BoltShape, limit: Double) {
      let length = shape.length
      let area = radius * radius * (1 - length * length)
      shape = shape.after(own).shape.limited(to: limit)
      radius = (area / (1 - shape.length * shape.length)).squareRoot()
    }
  }

  /// Calls `body` with the screening features of each batch: `BoltFeature.lanes` columns, of which the first ones are the batch's
  /// candidates. A batch is of one level; candidates come in the order of their levels.
  func forEachScreeningBatch(
    of candidates: [BoltCandidate], _ body: (_ batch: Range<Int>, _ features: UnsafePointer<Float>) -> Void
  ) {
    let levels = sampler.levels
    let features = workspace.boltFeatures.reserve(Self.screeningCount * BoltFeature.lanes)
    let cuts = workspace.polarSamples.reserve(CutGeometry.sampleCount * BoltFeature.lanes)
    let scratch = workspace.polarScratch.reserve(CutGeometry.sampleCount * BoltFeature.lanes)
    let rings = workspace.polarRings.reserve(PolarGeometry.sampleCount * BoltFeature.lanes)
    let work = workspace.polarWork.reserve(BoltFeature.workCount)
    var first = 0
    while first < candidates.count {
      let level = candidates[first].level
      var end = first
      while end < min(first + BoltFeature.lanes, candidates.count), candidates[end].level == level {
        let candidate = candidates[end]
        CandidateCuts.cut(
          x: candidate.x, y: candidate.y, level: level, of: levels,
          into: cuts + (end - first) * CutGeometry.sampleCount)
        end += 1
      }
      // Lanes beyond the batch hold what an earlier one left; nobody looks at them.
      CandidateCuts.tables(level: level, of: levels).rings(of: cuts, kernels: kernels, into: rings, scratch: scratch)
      kernels.boltFeatures(rings, false, features, work)
      let extra = features + BoltFeature.plainCount * BoltFeature.lanes
      let radius = Float(levels[level].scale * BoltCandidateSearch.radiusPerScale)
      for lane in 0..<end - first {
        let response = candidates[first + lane].response
        extra[lane] = radius
        extra[BoltFeature.lanes + lane] = response
        extra[2 * BoltFeature.lanes + lane] = response / features[lane]
      }
      body(first..<end, features)
      first = end
    }
  }

  /// Calls `body` with the scoring features of each batch of places.
  func forEachScoringBatch(
    of places: [Place], _ body: (_ batch: Range<Int>, _ features: UnsafePointer<Float>) -> Void
  ) {
    let features = workspace.boltFeatures.reserve(Self.scoringCount * BoltFeature.lanes)
    for first in stride(from: 0, to: places.count, by: BoltFeature.lanes) {
      let batch = first..<min(first + BoltFeature.lanes, places.count)
      measure(places[batch], .outline, into: features)
      measure(places[batch], .surroundings, into: features + BoltFeature.count * BoltFeature.lanes)
      let extra = features + 2 * BoltFeature.count * BoltFeature.lanes
      for index in batch {
        let (lane, place) = (index - first, places[index])
        extra[lane] = Float(place.radius)
        extra[BoltFeature.lanes + lane] = Float(place.shape.length)
        extra[2 * BoltFeature.lanes + lane] = Float(place.residual)
      }
      body(batch, features)
    }
  }

  private func measure(
    _ places: ArraySlice<Place>, _ offsets: PolarOffsets, into features: UnsafeMutablePointer<Float>
  ) {
    let samples = workspace.polarSamples.reserve(CutGeometry.sampleCount * BoltFeature.lanes)
    let rings = workspace.polarRings.reserve(PolarGeometry.sampleCount * BoltFeature.lanes)
    for (lane, place) in places.enumerated() {
      let next = places.startIndex + lane + 1
      if next < places.endIndex { sampler.prefetch(places[next]) }
      sampler.sample(place, offsets: offsets, into: samples + lane * PolarGeometry.sampleCount)
    }
    kernels.interleavePolar(samples, rings)
    kernels.boltFeatures(rings, true, features, workspace.polarWork.reserve(BoltFeature.workCount))
  }
}
