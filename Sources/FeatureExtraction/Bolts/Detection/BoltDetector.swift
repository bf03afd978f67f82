import ImagePlanes
import ReproducibleMath
import VectorKernels

/// Finds bolts: heads and empty holes, one by one.
///
///     candidates (maxima of the Hessian's determinant) → screening: is anything round here? how large?
///     → outline: centre, radius, ellipse → scoring: bolt or not? head or hole? → of those that overlap, the best
///
/// Screening and scoring are boosted trees over features that depend neither on the direction of the light nor on how the bolt is turned,
/// trained on pictures of the project's own making (`Scripts/train-bolts`): no published detector serves heads of 3 to 20 pixels.
struct BoltDetector {
  let options: BoltDetectionOptions
  let kernels: KernelTable

  /// Least radius, in pixels, whose outline is said to be an ellipse.
  private static let leastOutlinedRadius = 6.0
  /// Deviation that no centre's falls below, in pixels: what interpolation of compressed luma leaves.
  private static let leastDeviation = 0.2
  /// Deviation of a centre over its radius: light and shade move the seen middle of a proud head. Measured on rendered wreckage, beyond
  /// what all bolts of a ring have in common: 0.06 to 0.09.
  private static let shadingDeviation = 0.08

  /// The bolts that may be in an image, strongest first; ties by y, x. Many are weak: what they are worth their neighbours tell.
  ///
  /// - Complexity: O(pixels + candidates).
  func bolts(in maps: ResponseMaps, _ measure: BoltMeasure) -> [Bolt] {
    let search = BoltCandidateSearch(options: options, kernels: kernels)
    let candidates = search.candidates(in: maps, workspace: measure.workspace)
    let outlines = outline(screen(candidates, maps, measure), measure)
    return separated(score(outlines, measure, above: options.candidateLogOdds))
  }

  /// What is most like a bolt at each of the places where groups expect one, however little.
  ///
  /// - Complexity: O(places).
  func look(at expected: [ExpectedBolt], _ measure: BoltMeasure) -> [Bolt] {
    let places = expected.map { BoltMeasure.Place(x: $0.center.x, y: $0.center.y, radius: $0.radius) }
    return score(outline(places, measure), measure, above: -.infinity)
  }

  /// The places of the candidates that pass, between the samples and with their expected radii; one of those that show the same thing.
  func screen(_ candidates: [BoltCandidate], _ maps: ResponseMaps, _ measure: BoltMeasure) -> [BoltMeasure.Place] {
    var places: [BoltMeasure.Place] = []
    var scores: [Int32] = []
    var sums = InlineArray<32, Int32>(repeating: 0)
    var sizes = InlineArray<32, Int32>(repeating: 0)
    measure.forEachScreeningBatch(of: candidates) { batch, features in
      Self.evaluate(BoltModels.screening, features, kernels, &sums)
      let passing = batch.filter {
        logOdds(BoltModels.screening, sums[$0 - batch.lowerBound]) > options.screeningLogOdds
      }
      guard !passing.isEmpty else { return }
      Self.evaluate(BoltModels.size, features, kernels, &sizes)
      for index in passing {
        let candidate = candidates[index]
        let map = maps[candidate.level]
        let peak = map.peak(x: candidate.x, y: candidate.y)
        let factor = Elementary.exponential(
          min(max(BoltModels.size.value(sizes[index - batch.lowerBound]), -1), 1))
        places.append(
          BoltMeasure.Place(
            x: map.imageCoordinate(Double(candidate.x) + peak.dx),
            y: map.imageCoordinate(Double(candidate.y) + peak.dy),
            radius: map.scale * BoltCandidateSearch.radiusPerScale * factor))
        scores.append(sums[index - batch.lowerBound])
      }
    }
    return PlaceThinning.kept(places, scores: scores).prefix(options.outlinedCount).map { places[$0] }
  }

  /// The outlines near places.
  func outline(_ places: [BoltMeasure.Place], _ measure: BoltMeasure) -> [BoltOutline] {
    let samples = measure.workspace.polarSamples.reserve(CutGeometry.sampleCount * BoltFeature.lanes)
    return places.indices.map { index in
      if index + 1 < places.count { measure.sampler.prefetch(places[index + 1]) }
      return BoltOutline(near: places[index], sampler: measure.sampler, samples: samples)
    }
  }

  /// The outlines that score above a limit, each measured once more for its place.
  private func score(_ outlines: [BoltOutline], _ measure: BoltMeasure, above limit: Double) -> [Bolt] {
    var scored: [(outline: Int, kind: Bolt.Kind, score: Double)] = []
    var sums = InlineArray<32, Int32>(repeating: 0)
    var holes = InlineArray<32, Int32>(repeating: 0)
    let places = outlines.map(\.place)
    measure.forEachScoringBatch(of: places) { batch, features in
      Self.evaluate(BoltModels.scoring, features, kernels, &sums)
      Self.evaluate(BoltModels.hole, features, kernels, &holes)
      for index in batch {
        let lane = index - batch.lowerBound
        let score = logOdds(BoltModels.scoring, sums[lane])
        guard score > limit else { continue }
        scored.append((index, BoltModels.hole.value(holes[lane]) > 0 ? .hole : .head, score))
      }
    }
    let samples = measure.workspace.polarSamples.reserve(CutGeometry.sampleCount * BoltFeature.lanes)
    return scored.indices.map { index in
      if index + 1 < scored.count {
        measure.sampler.prefetch(outlines[scored[index + 1].outline].place, fineness: .fine)
      }
      let entry = scored[index]
      var outline = outlines[entry.outline]
      outline.refine(sampler: measure.sampler, samples: samples)
      return bolt(outline, kind: entry.kind, score: entry.score)
    }
  }

  private func bolt(_ outline: BoltOutline, kind: Bolt.Kind, score: Double) -> Bolt {
    let place = outline.place
    let length = place.shape.length
    let center = Point(x: place.x, y: place.y)
    var ellipse: Ellipse?
    if place.radius >= Self.leastOutlinedRadius {
      ellipse = Ellipse(
        center: center, semiMajor: place.radius * (1 + length), semiMinor: place.radius * (1 - length),
        angle: angleOf(x: place.shape.cosine, y: place.shape.sine) / 2)
    }
    // Each coordinate of the centre is the mean of twice the steps' projections: its variance is 2/16 of theirs.
    let shading = Self.shadingDeviation * place.radius
    let residual = place.residual * place.radius
    let variance = Self.leastDeviation * Self.leastDeviation + shading * shading + residual * residual / 8
    let radius = place.radius * ((1 + length) * (1 - length)).squareRoot()
    return Bolt(
      center: center, centerDeviation: variance.squareRoot(), radius: radius, outline: ellipse, kind: kind, score: score
    )
  }

  /// Of bolts that lie on each other, the best alone, strongest first.
  ///
  /// - Complexity: O(n²) for n bolts, which are few hundred.
  private func separated(_ bolts: [Bolt]) -> [Bolt] {
    var kept: [Bolt] = []
    for bolt in bolts.sorted(by: Bolt.isStronger) where !kept.contains(where: { $0.overlaps(bolt) }) {
      kept.append(bolt)
    }
    return kept
  }

  private func logOdds(_ trees: BoostedTrees, _ sum: Int32) -> Double { trees.value(sum) / Elementary.decade }

  private static func evaluate(
    _ trees: BoostedTrees, _ features: UnsafePointer<Float>, _ kernels: KernelTable,
    _ sums: inout InlineArray<32, Int32>
  ) {
    withUnsafeMutablePointer(to: &sums) { pointer in
      pointer.withMemoryRebound(to: Int32.self, capacity: BoltFeature.lanes) { target in
        trees.evaluate(features, kernels: kernels, into: target)
      }
    }
  }
}
