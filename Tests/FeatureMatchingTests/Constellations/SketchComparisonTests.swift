import FeatureExtraction
import FeatureMatching
import ImagePlanes
import ReproducibleMath
import Testing

/// Sketches put references in the order in which the comparison of bolt patterns puts them.
@Suite struct SketchComparisonTests {
  private let matcher = ConstellationMatcher()

  /// A picture of `thing` from somewhere.
  private func view(_ thing: BoltedThing, missing: Double, _ random: inout SeededGenerator) -> Features {
    var view = BoltView.random(maximumTilt: 0.7, &random)
    view.missing = missing
    return view.observe(thing, &random)
  }

  @Test(arguments: [UInt64](1...4))
  func whatTheComparisonRanksFirstIsInTheFirstTenth(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let things = (0..<120).map { _ in BoltedThing.ofTheWorld(&random) }
    let references = things.map { view($0, missing: 0.03, &random) }
    let sketches = references.map { PatternSketch($0.patterns) }
    var firsts = 0
    for truth in 0..<12 {
      let frame = view(things[truth], missing: 0.1, &random)
      let odds = references.map { matcher.match($0, frame).logOdds }
      guard odds.indices.allSatisfy({ $0 == truth || odds[$0] < odds[truth] }) else { continue }
      firsts += 1
      let comparison = SketchComparison(PatternSketch(frame.patterns))
      let quick = sketches.map { comparison.logOdds($0) }
      let better = quick.indices.count { $0 != truth && quick[$0] >= quick[truth] }
      #expect(better < 12, "seed \(seed), thing \(truth): \(better) sketches are as good")
    }
    #expect(firsts >= 6, "seed \(seed): too few frames that the comparison tells")
  }

  @Test func ringsOfOtherCountsExcludeEachOther() {
    var random = SeededGenerator(seed: 3)
    let twelve = PatternSketch(view(BoltedThing(rings: [.even(12)]), missing: 0, &random).patterns)
    let thirteen = PatternSketch(view(BoltedThing(rings: [.even(13)]), missing: 0, &random).patterns)
    #expect(SketchComparison(twelve).logOdds(thirteen) == -.infinity)
    #expect(SketchComparison(twelve).logOdds(twelve) > 0)
    let nothing = PatternSketch(BoltPatterns.none)
    #expect(SketchComparison(twelve).logOdds(nothing) == -.infinity)
    #expect(SketchComparison(nothing).logOdds(twelve) == -.infinity)
  }

  @Test func aSecondRingConfirmsByItsRadius() {
    var random = SeededGenerator(seed: 4)
    func sketch(_ radius: Double) -> PatternSketch {
      PatternSketch(
        view(BoltedThing(rings: [.even(12), .even(7, radius: radius)]), missing: 0, &random).patterns)
    }
    let frame = SketchComparison(sketch(0.5))
    #expect(frame.logOdds(sketch(0.5)) > frame.logOdds(sketch(0.8)) + 1)
  }

  @Test func aRingOfManyPlacesIsComparedOverAllRotations() {
    var random = SeededGenerator(seed: 5)
    // Two gaps of ninety-six places: only a few of the rotations agree.
    let thing = BoltedThing(rings: [.even(96, gaps: [0, 2], radius: 1)])
    let other = BoltedThing(rings: [.even(96, gaps: [0, 30], radius: 1)])
    let frame = SketchComparison(PatternSketch(view(thing, missing: 0, &random).patterns))
    let right = frame.logOdds(PatternSketch(view(thing, missing: 0, &random).patterns))
    let wrong = frame.logOdds(PatternSketch(view(other, missing: 0, &random).patterns))
    #expect(right > wrong)
  }
}
