import ReproducibleMath
import VectorKernels

/// Measures candidates in batches of `BoltFeature.lanes`: samples, then features.
struct BoltMeasure {
  let sampler: PolarSampler
  let kernels: KernelTable
  let workspace: ExtractionWorkspace

  /// Features of a candidate at screening: those of its samples, its radius in pixels, its response, and that over the spread.
  static let screeningCount = BoltFeature.count + 3
  /// Features of a bolt: those of its outline and of its surroundings, its radius in pixels, and its samples' spread over the whole image's.
  static let scoringCount = 2 * BoltFeature.count + 1

  /// A bolt's place and size, in level-0 pixels.
  struct Place {
    var x: Double
    var y: Double
    var radius: Double
  }

  /// Calls `body` with the screening features of each batch: `BoltFeature.lanes` columns, of which the first `count` are candidates
  /// from `first` on.
  func forEachScreeningBatch(
    of candidates: [BoltCandidate], _ body: (_ first: Int, _ count: Int, _ features: UnsafePointer<Float>) -> Void
  ) {
    let features = workspace.boltFeatures.reserve(Self.screeningCount * BoltFeature.lanes)
    forEachBatch(count: candidates.count) { first, count in
      measure(.screening, into: features, count: count) { lane in
        let candidate = candidates[first + lane]
        return Place(x: candidate.x, y: candidate.y, radius: candidate.radius)
      }
      let extra = features + BoltFeature.count * BoltFeature.lanes
      for lane in 0..<BoltFeature.lanes {
        let candidate = candidates[first + min(lane, count - 1)]
        let response = Float(candidate.response)
        extra[lane] = Float(candidate.radius)
        extra[BoltFeature.lanes + lane] = response
        extra[2 * BoltFeature.lanes + lane] = response / features[lane]
      }
      body(first, count, features)
    }
  }

  /// Calls `body` with the scoring features of each batch of places.
  func forEachScoringBatch(
    of places: [Place], _ body: (_ first: Int, _ count: Int, _ features: UnsafePointer<Float>) -> Void
  ) {
    let features = workspace.boltFeatures.reserve(Self.scoringCount * BoltFeature.lanes)
    forEachBatch(count: places.count) { first, count in
      measure(.outline, into: features, count: count) { places[first + $0] }
      measure(.surroundings, into: features + BoltFeature.count * BoltFeature.lanes, count: count) {
        places[first + $0]
      }
      let extra = features + 2 * BoltFeature.count * BoltFeature.lanes
      for lane in 0..<BoltFeature.lanes { extra[lane] = Float(places[first + min(lane, count - 1)].radius) }
      body(first, count, features)
    }
  }

  private func forEachBatch(count: Int, _ body: (_ first: Int, _ count: Int) -> Void) {
    for first in stride(from: 0, to: count, by: BoltFeature.lanes) {
      body(first, min(BoltFeature.lanes, count - first))
    }
  }

  /// Samples and measures a batch; lanes beyond `count` repeat the last place.
  private func measure(
    _ offsets: PolarOffsets, into features: UnsafeMutablePointer<Float>, count: Int, place: (Int) -> Place
  ) {
    let samples = workspace.polarSamples.reserve(PolarGeometry.sampleCount * BoltFeature.lanes)
    for lane in 0..<count {
      let place = place(lane)
      sampler.sample(
        x: place.x, y: place.y, radius: place.radius, offsets: offsets,
        into: samples + lane * PolarGeometry.sampleCount)
    }
    for lane in count..<BoltFeature.lanes {
      (samples + lane * PolarGeometry.sampleCount).update(
        from: samples + (count - 1) * PolarGeometry.sampleCount, count: PolarGeometry.sampleCount)
    }
    kernels.boltFeatures(
      samples, features, workspace.polarScratch.reserve(BoltFeature.scratchCount),
      workspace.polarWork.reserve(BoltFeature.workCount))
  }
}
