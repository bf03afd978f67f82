/// What counts as a bolt.
public struct BoltDetectionOptions: Hashable, Sendable {
  /// The least determinant of the Hessian that makes a candidate, in squared grey levels a pixel⁴ of its level.
  ///
  /// The default is what a blob seven grey levels above or below its surroundings answers: a fainter one alone is within the noise of
  /// compressed footage. Range: above 0.125, the finest value that is told from 0.
  public var minimumDeterminant: Float = 5

  /// Candidates looked at in an image, at most: the strongest answers. Bounds the time that a picture of gravel takes. Range: from 1.
  public var candidateCount = 12000

  /// log10 odds at which the screening of candidates gives one up. Range: below 0; each unit lower keeps about 1.5 times as many.
  public var screeningLogOdds = -2.0

  /// Places whose outline is measured, at most: the most promising. Wreckage has some hundred; a picture full of foliage or gravel would have
  /// thousands. Range: from 1.
  public var outlinedCount = 600

  /// log10 odds above which a place is handed on, to be carried by its neighbours or to stand alone. Range: below 0.
  public var candidateLogOdds = -1.5

  /// Makes the default options.
  public init() {}
}
