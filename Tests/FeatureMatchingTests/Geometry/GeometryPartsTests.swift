import FeatureMatching
import Foundation
import ImagePlanes
import ReproducibleMath
import Testing

@Suite struct GeometryPartsTests {
  @Test func elementaryFunctionsAgreeWithTheLibrary() {
    for step in -700...700 {
      let x = Double(step) * 0.97
      #expect(abs(Elementary.exponential(x) / exp(x) - 1) < 2e-12)
      let (cosine, sine) = Elementary.direction(x)
      #expect(abs(cosine - cos(x)) < 1e-12 && abs(sine - sin(x)) < 1e-12)
    }
    for x in [1e-300, 1e-9, 0.3, 0.7, 1, 1.5, 2, 12345.678, 1e300] {
      #expect(abs(Elementary.logarithm(x) - log(x)) < 1e-14 * max(1, abs(log(x))))
    }
    for n in [0, 1, 5, 20, 170, 5000] {
      #expect(abs(Elementary.logFactorial(n) - lgamma(Double(n) + 1)) < 1e-12 * max(1, lgamma(Double(n) + 1)))
    }
    #expect(Elementary.direction(.nan) == (1, 0))
  }

  @Test func theKernelIsTheClosedForm() {
    let kernel = MarginalizedKernel.shared
    let limit = MarginalizedKernel.quantile / 2.0.squareRoot()
    for cell in 0..<MarginalizedKernel.resolution {
      let s = limit * ((Double(cell) + 0.5) / Double(MarginalizedKernel.resolution)).squareRoot()
      let weight = (erf(limit) - erf(s)) / erf(limit)
      #expect(abs(kernel.weights[cell] - weight) < 1e-3)
      if cell > 0 {
        #expect(kernel.gains[cell] < kernel.gains[cell - 1] && kernel.weights[cell] <= kernel.weights[cell - 1])
      }
    }
    #expect(kernel.gains[0] > 0.99 && kernel.gains[MarginalizedKernel.resolution - 1] > 0)
    #expect(kernel.gains[MarginalizedKernel.resolution] == 0 && kernel.weights[MarginalizedKernel.resolution] == 0)
  }

  @Test(arguments: [2, 4])
  func prosacStartsAtTheTopAndEndsEverywhere(sampleSize: Int) {
    let count = 50
    var sampler = ProsacSampler(count: count, sampleSize: sampleSize, horizon: 2000, seed: 9)
    var sample = [Int](repeating: 0, count: sampleSize)
    var hits = [Int](repeating: 0, count: count)
    for draw in 0..<20_000 {
      sampler.draw(into: &sample)
      #expect(Set(sample).count == sampleSize && sample.allSatisfy { $0 >= 0 && $0 < count })
      if draw < 5 { #expect(sample.allSatisfy { $0 < sampleSize + 8 }) }
      if draw >= 4000 { for index in sample { hits[index] += 1 } }
    }
    // Uniform by now: each entry's share of 16,000 draws, within six standard deviations.
    let expected = 16_000 * Double(sampleSize) / Double(count)
    for count in hits { #expect(abs(Double(count) - expected) < 6 * expected.squareRoot()) }
  }

  @Test func splitMixMatchesItsPublishedSequence() {
    var generator = SeededGenerator(seed: 1_234_567)
    #expect(generator.next() == 6_457_827_717_110_365_317)
    #expect(generator.next() == 3_203_168_211_198_807_973)
  }

  @Test func independentSelectionKeepsTheBestOfABunch() {
    let selection = IndependentSelection(options: .init())
    let base = Correspondence(a: Point(x: 100, y: 100), b: Point(x: 200, y: 200))
    var near = base
    near.a.x += 3
    near.b.x += 3
    var nearInOne = base
    nearInOne.a.x += 1
    nearInOne.b.x += 50
    #expect(selection.select([base, near, nearInOne]) == [0, 2])
    #expect(selection.select([near, base, nearInOne, near]) == [0, 2])
    #expect(selection.select([]).isEmpty)
  }
}
