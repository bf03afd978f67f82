// Chance, measured on this very pair of pictures.
//
// Odds rest on a model of the world. Decoys ask the pictures themselves: patterns as common as the reference's, made by drawing anew what
// the model takes for arbitrary, go through the same comparison with the same frame, its clutter, blur and damage included. Proteomics tests
// its searches so (target and decoy, Elias and Gygi, Nature Methods 4, 2007).

import FeatureExtraction
import ReproducibleMath

/// Where an agreement stands among those of made-up patterns.
public struct DecoyStanding: Hashable, Sendable {
  /// Decoys that were compared.
  public let count: Int
  /// Decoys that agree with the frame at least as well as the reference does.
  public let atLeastAsGood: Int

  /// Makes a standing; 0 ≤ `atLeastAsGood` ≤ `count`.
  public init(count: Int, atLeastAsGood: Int) {
    precondition((0...count).contains(atLeastAsGood), "decoys that agree are among those compared")
    self.count = count
    self.atLeastAsGood = atLeastAsGood
  }

  /// The probability of standing this high by chance, were the reference one more decoy: (1 + at least as good) / (1 + count). An exact
  /// p-value of a permutation test where the drawn patterns are as common as the reference's.
  public var rate: Double { Double(1 + atLeastAsGood) / Double(1 + count) }
}

/// Compares a frame with decoys of a reference view. Equal input gives equal output, bit for bit.
public struct DecoyTest: Sendable {
  /// Decoys for one pair: the least rate that 99 can show is one in a hundred.
  public static let count = 99

  /// Decades by which a decoy may lie below the reference and still count as as good: what the scatter of equal patterns comes to.
  static let tolerance = 0.1

  private let matcher: ConstellationMatcher
  private let options: ConstellationMatchingOptions

  /// Makes a test that compares as ConstellationMatcher with the same `options` does.
  public init(options: ConstellationMatchingOptions = .init()) {
    self.options = options
    matcher = ConstellationMatcher(options: options)
  }

  /// Where the agreement of `reference` with `frame` stands among those of ``count`` decoys.
  ///
  /// - Returns: nil where one of them has no group of bolts that could be compared: keypoints have no decoys.
  /// - Complexity: ``count`` + 1 comparisons of bolt patterns.
  public func standing(of reference: Features, in frame: Features) -> DecoyStanding? {
    let match = matcher.match(reference, frame)
    guard match.isCompared else { return nil }
    var random = SeededGenerator(seed: Self.seed(reference) ^ SeededGenerator.mix(Self.seed(frame)))
    let maker = DecoyMaker(reference, options: options)
    let least = match.logOdds - Self.tolerance
    let better = (0..<Self.count).count { _ in matcher.match(maker.draw(&random), frame).logOdds >= least }
    return DecoyStanding(count: Self.count, atLeastAsGood: better)
  }

  /// A number that every bolt bears on.
  private static func seed(_ features: Features) -> UInt64 {
    var state = UInt64(features.patterns.bolts.count)
    for bolt in features.patterns.bolts {
      state = SeededGenerator.mix(state &+ bolt.center.x.bitPattern)
      state = SeededGenerator.mix(state &+ bolt.center.y.bitPattern)
    }
    return state
  }
}
