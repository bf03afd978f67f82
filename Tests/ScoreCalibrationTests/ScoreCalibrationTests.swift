import ReproducibleMath
import ScoreCalibration
import Testing

/// Statistics of calibration against values worked out by hand, and properties that define them.
@Suite struct ScoreCalibrationTests {
  private func trials(same: [Double], different: [Double]) -> [CalibrationTrial] {
    same.enumerated().map { CalibrationTrial(score: $0.element, isSameSource: true, group: $0.offset) }
      + different.enumerated().map { CalibrationTrial(score: $0.element, isSameSource: false, group: $0.offset) }
  }

  private func isNear(_ a: Double?, _ b: Double, _ tolerance: Double = 1e-9) -> Bool {
    a.map { abs($0 - b) <= tolerance } ?? false
  }

  @Test func theCostOfSayingNothingIsOneBit() {
    #expect(isNear(LikelihoodRatioCost.cost(trials(same: [0, 0], different: [0])), 1))
  }

  @Test func theCostOfBeingRightIsNothing() {
    #expect(isNear(LikelihoodRatioCost.cost(trials(same: [400, 20], different: [-20, -400])), 0))
  }

  /// LR = 3 for one of the same source, LR = 1/3 and 1 for two others: ½ [log2(4/3) + ½ (log2(4/3) + 1)].
  @Test func theCostIsThatOfItsDefinition() {
    let third = 0.477_121_254_719_662_44
    let bits = 0.415_037_499_278_843_8
    let cost = LikelihoodRatioCost.cost(trials(same: [third], different: [-third, 0]))
    #expect(isNear(cost, (bits + (bits + 1) / 2) / 2))
  }

  @Test func withoutBothKindsThereIsNothingToSay() {
    #expect(LikelihoodRatioCost.cost(trials(same: [1], different: [])) == nil)
    #expect(MonotoneCalibration(trials(same: [], different: [1])) == nil)
    #expect(LogisticCalibration([]) == nil)
    #expect(LogisticCalibration.crossValidated(trials(same: [1], different: [0])) == nil)
  }

  /// By growing score: d, s, d, s, s. The second and third violate the order and are pooled.
  @Test func adjacentViolatorsArePooled() throws {
    let fit = try #require(MonotoneCalibration(trials(same: [2, 4, 5], different: [1, 3])))
    #expect(fit.blocks.map(\.same) == [0, 1, 2] && fit.blocks.map(\.different) == [1, 1, 0])
    // The middle block: odds 1 over the odds of all, 3/2.
    #expect(isNear(fit.logRatio(of: fit.blocks[1]), -0.176_091_259_055_681_24))
    // ½ [ ⅓ log2(1 + 3/2) + ½ log2(1 + 2/3) ]
    #expect(isNear(fit.leastCost, (1.321_928_094_887_362_3 / 3 + 0.736_965_594_166_206_2 / 2) / 2))
  }

  @Test func equalScoresAreOneWhateverTheirOrder() throws {
    let list = trials(same: [1, 1, 2], different: [1, 0])
    let fit = try #require(MonotoneCalibration(list))
    #expect(fit.blocks == (MonotoneCalibration(list.reversed())?.blocks ?? []))
    #expect(fit.blocks.count == 3)
  }

  @Test func separatedTrialsHaveNoError() throws {
    let fit = try #require(MonotoneCalibration(trials(same: [3, 4], different: [1, 2])))
    #expect(fit.leastCost == 0 && fit.equalErrorRate == 0)
  }

  /// One of four on each side lies where the other kind is.
  @Test func theEqualErrorRateIsWhereBothErrorsMeet() throws {
    let fit = try #require(MonotoneCalibration(trials(same: [0, 5, 6, 7], different: [1, 2, 3, 8])))
    #expect(fit.equalErrorRate > 0.2 && fit.equalErrorRate <= 0.5)
    let useless = try #require(MonotoneCalibration(trials(same: [1, 1], different: [1, 1, 1])))
    #expect(isNear(useless.equalErrorRate, 0.5))
    #expect(isNear(useless.leastCost, 1))
  }

  @Test(arguments: [UInt64](1...10))
  func theMonotoneFitIsMonotoneAndCostsLeast(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    func normal(_ mean: Double) -> Double { (0..<12).reduce(mean - 6) { sum, _ in sum + random.unit() } }
    let list = trials(same: (0..<60).map { _ in normal(1) }, different: (0..<200).map { _ in normal(-1) })
    let fit = try #require(MonotoneCalibration(list))
    let ratios = fit.blocks.map(fit.logRatio)
    #expect(zip(ratios, ratios.dropFirst()).allSatisfy(<), "seed \(seed)")
    let line = try #require(LogisticCalibration(list))
    let cost = try #require(
      LikelihoodRatioCost.cost(
        list.map { .init(score: line.logRatio($0.score), isSameSource: $0.isSameSource) }))
    #expect(fit.leastCost <= cost && cost < 1, "seed \(seed)")
    let held = try #require(LogisticCalibration.crossValidatedCost(list))
    #expect(held < 1, "seed \(seed)")
  }

  /// Two normal distributions of deviation 1 at ±1: the natural-log ratio of a score x is 2x, so its log10 has slope 2 / ln 10.
  @Test func theLineOfTwoNormalDistributionsIsFound() throws {
    var random = SeededGenerator(seed: 7)
    func normal(_ mean: Double) -> Double { (0..<12).reduce(mean - 6) { sum, _ in sum + random.unit() } }
    let list = trials(same: (0..<4000).map { _ in normal(1) }, different: (0..<4000).map { _ in normal(-1) })
    let line = try #require(LogisticCalibration(list))
    #expect(abs(line.slope - 0.868_588_963_806_503_7) < 0.06 && abs(line.offset) < 0.06)
  }

  @Test func aLineSaysNoMoreThanItsTrialsShow() throws {
    let line = try #require(LogisticCalibration(trials(same: [9, 10, 11], different: [-3, -2, -1, 0, 1, 2, 3, 2, 1])))
    #expect(isNear(line.logRatio(1e9), 1) && line.logRatio(-1e9) >= -0.603 && line.slope.isFinite)
  }

  @Test func tippettCurvesStartAtAllAndEndAtNone() {
    let points = OperatingPoint.points(trials(same: [1, 2, 3], different: [-1, 0, 2]), at: [-5, 2, 9])
    #expect(points[0].hitRate == 1 && points[0].falseMatchRate == 1)
    #expect(isNear(points[1].hitRate, 2.0 / 3) && isNear(points[1].falseMatchRate, 1.0 / 3))
    #expect(points[2].hitRate == 0 && points[2].falseMatchRate == 0)
  }

  /// None of n: 1 − 0.05^(1/n), the "rule of three". All of n: 1.
  @Test func boundsAreExact() {
    #expect(isNear(ExactBound.upper(0, of: 10), 0.258_865_550_9, 1e-9))
    #expect(isNear(ExactBound.upper(0, of: 1000), 0.002_991_25, 1e-6))
    #expect(isNear(ExactBound.upper(1, of: 10), 0.394_163_3, 1e-6))
    #expect(ExactBound.upper(10, of: 10) == 1 && ExactBound.upper(0, of: 0) == 1)
  }

  @Test func reliableRatiosAreObservedAsSaid() {
    // LR = 3 said for three in four of the same and one in four of the others: three to one it is.
    let third = 0.477_121_254_719_662_44
    let list = trials(same: [third, third, third, -third], different: [third, -third, -third, -third])
    let bins = ReliabilityBin.bins(list, edges: [0])
    #expect(isNear(bins[1].said, 0.75) && isNear(bins[1].observed, 0.75))
    #expect(isNear(bins[0].said, 0.25) && isNear(bins[0].observed, 0.25))
    #expect(bins.reduce(0) { $0 + $1.same + $1.different } == 8)
  }
}
