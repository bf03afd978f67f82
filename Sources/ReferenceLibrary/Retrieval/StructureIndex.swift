// From the bolts of a frame to the references that may have the same.

import FeatureExtraction
import ReproducibleMath

/// Finds the pictures of a library whose rings, rows and grids resemble a frame's most.
///
///     for each ring of the frame, for each number of places that is credible:
///       the rings of the library of that number, in every rotation → odds
///     a picture's score: its rings' odds, and the rarity of the words, rows and grids that it shares
///
/// The odds are those of the comparison (see <doc:Retrieval>) without what a reading's details add; how rare a number of places is, is
/// counted in the library itself.
struct StructureIndex: Sendable {
  private struct Posting: Sendable {
    var picture: Int32
    var logProbability: Float
    var bolts: UInt128
    var empty: UInt128
  }

  /// Readings by their number of places.
  private var readings: [[Posting]] = Array(repeating: [], count: StructureCode.mostSlots + 1)
  /// log10 of the share of rings with each number of places.
  private var logShare: [Double] = []
  // Pictures by word, row span and grid size. Looked up by key only: their order plays no part.
  private var words: [UInt16: [Int32]] = [:]
  private var rows: [UInt8: [Int32]] = [:]
  private var grids: [UInt16: [Int32]] = [:]
  private let pictureCount: Int

  /// log10 odds of a place with a bolt in both, empty in both, and with a bolt in one of them: of 5 % of places intended gaps and 5 %
  /// of bolts missed, as the comparison of rings has it.
  private static let logBoth = 0.022
  private static let logEmpty = 0.741
  private static let logDifferent = -0.290
  /// log10 of the most that a shared word, row or grid counts.
  private static let mostRarity = 2.0
  /// Shared words and rows count for less than their rarity says: neighbouring words share gaps, and rows are seen in parts.
  private static let wordWeight = 0.3
  private static let rowWeight = 0.4
  /// What a probability of nothing counts as.
  private static let leastProbability = 1e-3

  /// Indexes codes; a picture is named by its position in `codes`.
  ///
  /// - Complexity: O(size of the codes).
  init(_ codes: [StructureCode?]) {
    pictureCount = codes.count
    var mass = [Double](repeating: 0, count: StructureCode.mostSlots + 1)
    for (position, code) in codes.enumerated() {
      guard let code else { continue }
      let picture = Int32(position)
      for reading in code.rings.joined() {
        mass[reading.slots] += Double(reading.probability)
        readings[reading.slots].append(
          Posting(
            picture: picture, logProbability: Float(Self.logarithm(reading.probability)), bolts: reading.bolts,
            empty: reading.empty))
      }
      for word in code.words { words[word, default: []].append(picture) }
      for span in code.rowSpans where rows[span]?.last != picture { rows[span, default: []].append(picture) }
      for size in code.gridSizes where grids[size]?.last != picture { grids[size, default: []].append(picture) }
    }
    let total = mass.reduce(0, +)
    // One ring more of each number than there are: a number that no picture has is not infinitely rare.
    logShare = mass.map { Elementary.decimalLogarithm(($0 + 1) / (total + Double(StructureCode.mostSlots))) }
  }

  private static func logarithm(_ probability: Float) -> Double {
    Elementary.decimalLogarithm(max(Double(probability), leastProbability))
  }

  /// The pictures that resemble `features` most, best first, at most `limit`; equals by position. Empty without groups of bolts.
  ///
  /// - Complexity: O(pictures), and O(places) for each library ring whose number of places is credible of a ring of the frame.
  func best(for features: Features, limit: Int) -> [Int] {
    let code = StructureCode(features)
    var scores = [Double](repeating: 0, count: pictureCount)
    for ring in code.rings { addRing(ring, to: &scores) }
    for ring in features.patterns.rings.prefix(StructureCode.mostGroups)
    where !ring.isRegular && ring.angles.allSatisfy(\.isFinite) {
      add(AngleWords.near(ring.angles).sorted().compactMap { words[$0] }, weight: Self.wordWeight, to: &scores)
    }
    add(code.rowSpans.compactMap { rows[$0] }, weight: Self.rowWeight, to: &scores)
    add(code.gridSizes.compactMap { grids[$0] }, weight: 1, to: &scores)
    return TopPositions.of(scores, limit: limit)
  }

  private func add(_ lists: [[Int32]], weight: Double, to scores: inout [Double]) {
    for list in lists {
      let rarity = Elementary.decimalLogarithm(Double(pictureCount) / Double(list.count))
      for picture in list { scores[Int(picture)] += weight * min(rarity, Self.mostRarity) }
    }
  }

  /// Adds to each picture what its best ring for `alternatives` is worth.
  private func addRing(_ alternatives: [StructureCode.Reading], to scores: inout [Double]) {
    var best = [Double](repeating: 0, count: scores.count)
    for mine in alternatives {
      let common =
        Self.logarithm(mine.probability) - logShare[mine.slots] - Elementary.decimalLogarithm(Double(mine.slots))
      for other in readings[mine.slots] {
        let value = common + Double(other.logProbability) + Self.bestRotation(mine, other.bolts, other.empty)
        best[Int(other.picture)] = max(best[Int(other.picture)], value)
      }
    }
    for picture in scores.indices { scores[picture] += best[picture] }
  }

  /// log10 odds of the best of all rotations.
  private static func bestRotation(_ mine: StructureCode.Reading, _ bolts: UInt128, _ empty: UInt128) -> Double {
    let slots = UInt128(mine.slots)
    let all: UInt128 = mine.slots == StructureCode.mostSlots ? ~0 : (1 << slots) - 1
    var best = -Double.infinity
    for turn in 0..<slots {
      let turnedBolts = (bolts << turn | bolts >> (slots - turn)) & all
      let turnedEmpty = (empty << turn | empty >> (slots - turn)) & all
      let both = (mine.bolts & turnedBolts).nonzeroBitCount
      let gaps = (mine.empty & turnedEmpty).nonzeroBitCount
      let different = (mine.bolts & turnedEmpty).nonzeroBitCount + (mine.empty & turnedBolts).nonzeroBitCount
      best = max(best, logBoth * Double(both) + logEmpty * Double(gaps) + logDifferent * Double(different))
    }
    return best
  }
}
