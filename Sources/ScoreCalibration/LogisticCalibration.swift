import ReproducibleMath

/// A straight line from scores to log10 likelihood ratios, fitted by regularised logistic regression with both kinds of trial given the
/// same weight.
///
///     log10 LR = offset + slope · score
///
/// Scores are meant as log10 odds factors, so the line is drawn towards slope 1 with the weight of about one trial of the same
/// source: where trials separate perfectly, more slope would fit better for ever. And it says no more than trials can show: among n
/// different sources none above a score, a ratio above n + 1 is not supported (the rule behind "limits of the evidence", Vergeer et al.,
/// Science and Justice 56, 2016).
public struct LogisticCalibration: Hashable, Sendable {
  /// log10 LR at score 0.
  public var offset: Double
  /// Decades of LR a decade of score.
  public var slope: Double
  /// The least and the greatest log10 LR that as many trials support.
  public var least: Double
  /// The greatest.
  public var greatest: Double

  /// Makes a line of its numbers.
  public init(offset: Double, slope: Double, least: Double, greatest: Double) {
    self.offset = offset
    self.slope = slope
    self.least = least
    self.greatest = greatest
  }

  private static let mostSteps = 60
  private static let mostHalvings = 30
  /// Scores beyond this many decades count as this many.
  private static let reach = 100.0

  /// Fits `trials`.
  ///
  /// - Returns: nil where one kind of trial is missing.
  /// - Complexity: O(n) a step of Newton's method, some ten steps.
  public init?(_ trials: [CalibrationTrial]) {
    guard trials.isBalanced else { return nil }
    let same = trials.sameSourceCount
    let different = trials.differentSourceCount
    let problem = Problem(
      trials: trials, sameWeight: 0.5 / Double(same), differentWeight: 0.5 / Double(different),
      penalty: 0.5 / Double(same))
    var (a, b) = (0.0, Elementary.decade)
    var loss = problem.loss(a, b)
    for _ in 0..<Self.mostSteps {
      let step = problem.newtonStep(a, b)
      var share = 1.0
      var halvings = 0
      while problem.loss(a - share * step.a, b - share * step.b) > loss, halvings < Self.mostHalvings {
        share /= 2
        halvings += 1
      }
      let next = problem.loss(a - share * step.a, b - share * step.b)
      guard next < loss else { break }
      (a, b) = (a - share * step.a, b - share * step.b)
      let gained = loss - next
      loss = next
      if gained < 1e-14 { break }
    }
    offset = a / Elementary.decade
    slope = b / Elementary.decade
    least = -Elementary.decimalLogarithm(Double(same + 1))
    greatest = Elementary.decimalLogarithm(Double(different + 1))
  }

  /// log10 of the likelihood ratio of `score`, within what is supported.
  public func logRatio(_ score: Double) -> Double {
    min(max(offset + slope * min(max(score, -Self.reach), Self.reach), least), greatest)
  }

  /// Every trial's log10 LR by a line fitted to the trials of all other groups: an honest estimate of what the line does to a new clip.
  ///
  /// - Returns: nil where leaving out a group leaves one kind of trial.
  /// - Complexity: one fit a group.
  public static func crossValidated(_ trials: [CalibrationTrial]) -> [Double]? {
    var result = [Double](repeating: 0, count: trials.count)
    for group in Set(trials.map(\.group)).sorted() {
      guard let line = LogisticCalibration(trials.filter { $0.group != group }) else { return nil }
      for index in trials.indices where trials[index].group == group {
        result[index] = line.logRatio(trials[index].score)
      }
    }
    return result
  }

  /// What a cross-validated line costs; nil as there.
  public static func crossValidatedCost(_ trials: [CalibrationTrial]) -> Double? {
    crossValidated(trials).flatMap { LikelihoodRatioCost.cost(trials.withScores($0)) }
  }

  /// The loss, in natural units: convex in (a, b).
  private struct Problem {
    let trials: [CalibrationTrial]
    let sameWeight: Double
    let differentWeight: Double
    let penalty: Double

    func loss(_ a: Double, _ b: Double) -> Double {
      var sum = penalty * (b - Elementary.decade) * (b - Elementary.decade) / 2
      for trial in trials {
        let logit = a + b * min(max(trial.score, -reach), reach)
        let cost = Self.softplus(trial.isSameSource ? -logit : logit)
        sum += (trial.isSameSource ? sameWeight : differentWeight) * cost
      }
      return sum
    }

    func newtonStep(_ a: Double, _ b: Double) -> (a: Double, b: Double) {
      var gradient = (a: 0.0, b: penalty * (b - Elementary.decade))
      // A little on the diagonal keeps the step finite where all trials are sure.
      var hessian = (aa: 1e-12, ab: 0.0, bb: penalty + 1e-12)
      for trial in trials {
        let score = min(max(trial.score, -reach), reach)
        let p = Self.sigmoid(a + b * score)
        let weight = trial.isSameSource ? sameWeight : differentWeight
        let slope = weight * (p - (trial.isSameSource ? 1 : 0))
        gradient.a += slope
        gradient.b += slope * score
        let curvature = weight * p * (1 - p)
        hessian.aa += curvature
        hessian.ab += curvature * score
        hessian.bb += curvature * score * score
      }
      let determinant = hessian.aa * hessian.bb - hessian.ab * hessian.ab
      guard determinant > 0 else { return (gradient.a, gradient.b) }
      return (
        (hessian.bb * gradient.a - hessian.ab * gradient.b) / determinant,
        (hessian.aa * gradient.b - hessian.ab * gradient.a) / determinant
      )
    }

    private static func softplus(_ x: Double) -> Double {
      if x > 40 { return x }
      if x < -40 { return 0 }
      return Elementary.logarithm(1 + Elementary.exponential(x))
    }

    private static func sigmoid(_ x: Double) -> Double {
      if x > 40 { return 1 }
      if x < -40 { return 0 }
      return 1 / (1 + Elementary.exponential(-x))
    }
  }
}
