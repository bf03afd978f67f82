import ImagePlanes
import VectorKernels

/// What the detector measures on a picture, place by place: what `Scripts/train-bolts` learns from. Measured by the code that will ask the
/// trees, so that both see the same numbers.
package struct BoltSampling {
  /// A stage of the detector.
  package enum Stage: String, CaseIterable {
    /// All candidates.
    case screening
    /// What the screening passes, with its outlines.
    case scoring
  }

  /// Places and their features.
  package struct Samples {
    /// x, y and radius of each place, in level-0 pixels.
    package var places: [Float] = []
    /// Features a place.
    package var featureCount = 0
    /// The features, place by place.
    package var features: [Float] = []

    /// No places.
    package init() {}
  }

  private let options: BoltDetectionOptions
  private let kernels: KernelTable

  /// Makes a sampling of a detector with `options`.
  package init(options: BoltDetectionOptions, kernels: KernelTable = Kernels.active) {
    self.options = options
    self.kernels = kernels
  }

  /// The places of a picture at a stage.
  package func samples(of luma: Plane, stage: Stage) -> Samples {
    let workspace = ExtractionWorkspace()
    return workspace.pyramid.withLevels(of: luma, kernels: kernels) { levels in
      let maps = ResponseMaps(of: levels, kernels: kernels, workspace: workspace)
      let search = BoltCandidateSearch(options: options, kernels: kernels)
      let candidates = search.candidates(in: maps, workspace: workspace)
      let measure = BoltMeasure(
        sampler: PolarSampler(levels: levels, kernels: kernels), kernels: kernels, workspace: workspace)
      var samples = Samples()
      switch stage {
      case .screening:
        samples.featureCount = BoltMeasure.screeningCount
        for candidate in candidates {
          let map = maps[candidate.level]
          samples.places.append(Float(map.imageCoordinate(Double(candidate.x))))
          samples.places.append(Float(map.imageCoordinate(Double(candidate.y))))
          samples.places.append(Float(map.scale * BoltCandidateSearch.radiusPerScale))
        }
        measure.forEachScreeningBatch(of: candidates) { samples.append($0.count, $1) }
      case .scoring:
        let detector = BoltDetector(options: options, kernels: kernels)
        let places = detector.outline(detector.screen(candidates, maps, measure), measure).map(\.place)
        samples.featureCount = BoltMeasure.scoringCount
        samples.places = places.flatMap { [Float($0.x), Float($0.y), Float($0.radius)] }
        measure.forEachScoringBatch(of: places) { samples.append($0.count, $1) }
      }
      return samples
    }
  }
}

extension BoltSampling.Samples {
  /// Appends the first `count` columns of a batch.
  fileprivate mutating func append(_ count: Int, _ batch: UnsafePointer<Float>) {
    for lane in 0..<count {
      for row in 0..<featureCount { features.append(batch[row * BoltFeature.lanes + lane]) }
    }
  }
}
