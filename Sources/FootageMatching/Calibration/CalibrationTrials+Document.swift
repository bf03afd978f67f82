import MatchReporting
import ReproducibleMath
import ScoreCalibration

extension CalibrationTrials {
  /// Thresholds that are looked at, in decades: from where all trials are to where none of different sources should be.
  private static let thresholds = (-6...32).map { Double($0) / 2 - 1 }
  /// Edges of the reliability table, in decades of LR.
  private static let edges = [-2.0, -1, -0.5, 0, 0.5, 1, 2]
  /// Decoy rates that are checked.
  private static let decoyRates = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5]
  /// Unrelated comparisons that are named.
  private static let outlierCount = 10

  /// Fits and checks.
  ///
  /// - Throws: ``CalibrationError/oneSided(same:different:)``.
  /// - Complexity: a fit for each clip, O(trials) each.
  public func document(crossed: Bool) throws(CalibrationError) -> CalibrationDocument {
    let trials = calibration
    guard let line = LogisticCalibration(trials), let monotone = MonotoneCalibration(trials),
      let raw = LikelihoodRatioCost.cost(trials)
    else { throw .oneSided(same: trials.sameSourceCount, different: trials.differentSourceCount) }
    let held = LogisticCalibration.crossValidated(trials)
    let heldTrials = held.map { ratios in
      zip(trials, ratios).map { CalibrationTrial(score: $1, isSameSource: $0.isSameSource, group: $0.group) }
    }
    return CalibrationDocument(
      version: RemnantVersion.current,
      sets: sets.map { .init(name: $0.name, sha256: $0.sha256, clips: $0.clips, frames: $0.frames, views: $0.views) },
      crossed: crossed, counts: counts,
      line: .init(offset: line.offset, slope: line.slope, least: line.least, greatest: line.greatest),
      costs: .init(
        raw: raw, calibrated: heldTrials.flatMap(LikelihoodRatioCost.cost), least: monotone.leastCost,
        equalErrorRate: monotone.equalErrorRate),
      reliability: heldTrials.map(Self.reliability) ?? [], thresholds: thresholdRows(trials), decoys: decoyRows,
      outliers: outliers)
  }

  private var unrelatedClips: [ClipTrial] { clips.filter { !$0.isInLibrary } }

  private var counts: CalibrationDocument.Counts {
    var counts = CalibrationDocument.Counts()
    counts.same = systems.count { $0.relation == .same }
    counts.nearTwins = systems.count { $0.relation == .nearTwin }
    counts.different = systems.count { $0.relation == .different }
    counts.unrelatedClips = unrelatedClips.count
    counts.falseCandidates = clips.count { $0.relation == .different && $0.isCandidate }
    let known = clips.filter(\.isInLibrary)
    counts.knownClips = known.count
    counts.rightFirst = known.count { $0.relation == .same }
    counts.rightCandidates = known.count { $0.relation == .same && $0.isCandidate }
    counts.twinCandidates = known.count { $0.relation == .nearTwin && $0.isCandidate }
    counts.unrelatedImagePairs = unrelatedImagePairs
    return counts
  }

  private static func reliability(_ trials: [CalibrationTrial]) -> [CalibrationDocument.Reliability] {
    ReliabilityBin.bins(trials, edges: edges).map { bin in
      .init(
        from: bin.from.isFinite ? bin.from : nil, below: bin.below.isFinite ? bin.below : nil, same: bin.same,
        different: bin.different, said: bin.said, observed: bin.observed)
    }
  }

  private func thresholdRows(_ trials: [CalibrationTrial]) -> [CalibrationDocument.Threshold] {
    let unrelated = unrelatedClips.map { CalibrationTrial(score: $0.score, isSameSource: false) }
    let clipPoints = OperatingPoint.points(unrelated, at: Self.thresholds)
    return zip(OperatingPoint.points(trials, at: Self.thresholds), clipPoints).map { point, clip in
      .init(
        threshold: point.threshold, same: point.same, different: point.different, hitRate: point.hitRate,
        falseMatchRate: point.falseMatchRate, clips: clip.different, clipRate: clip.falseMatchRate,
        clipBound: clip.falseMatchBound,
        promised: Elementary.powerOfTen(-max(0, point.threshold)))
    }
  }

  private var decoyRows: [CalibrationDocument.DecoyRate] {
    let rates = unrelatedClips.compactMap { $0.decoys?.rate }
    return Self.decoyRates.map { limit in
      .init(rate: limit, asked: rates.count, reached: rates.count { $0 <= limit })
    }
  }

  private var outliers: [CalibrationDocument.Outlier] {
    systems.enumerated().filter { $0.element.relation == .different }
      .sorted { ($0.element.score, $1.offset) > ($1.element.score, $0.offset) }
      .prefix(Self.outlierCount).map {
        .init(clip: $0.element.clip, system: $0.element.system, score: $0.element.score)
      }
  }
}
