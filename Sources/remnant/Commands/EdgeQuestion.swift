import FeatureExtraction
import FeatureMatching
import FootageMatching
import ImagePlanes
import MatchReporting

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A map between two pictures, and the places that it rests on, as `pair --under` reads them.
struct EdgeQuestion: Decodable {
  /// Nine elements, row by row: pixels of A to pixels of B.
  var map: [Double]
  /// Places in A, each as column, row and the radius within which edges are not compared, in pixels.
  var places: [[Double]]

  /// What edges say of a map.
  struct Answer: Encodable {
    /// log10 of the odds factor, 3 decimals; absent where too few edges can be compared.
    var logOdds: Double?
    /// Edges that B has in view.
    var compared: Int?
    /// Share of them that is met, 3 decimals.
    var met: Double?
    /// The same share under decoys of the map.
    var metByChance: Double?

    init(_ agreement: EdgeAgreement?) {
      guard let agreement else { return }
      logOdds = JSONRounding.logOdds(agreement.logOdds)
      compared = agreement.marks.count
      met = JSONRounding.round(agreement.met, decimals: JSONRounding.scoreDecimals)
      metByChance = JSONRounding.round(agreement.metByChance, decimals: JSONRounding.scoreDecimals)
    }
  }

  private var isWellFormed: Bool { map.count == 9 && places.allSatisfy { $0.count == 3 } }

  private var base: [EdgeBase] {
    let bFromA = Homography(map)
    return places.map {
      let place = Point(x: $0[0], y: $0[1])
      return EdgeBase(a: place, b: bFromA.apply(to: place), radius: $0[2])
    }
  }

  /// Answers the questions in `file` about two pictures.
  static func answer(file: SourcePath, _ a: Features, _ b: Features) throws {
    guard let content = FileManager.default.contents(atPath: file.display) else {
      throw CommandFailure(message: "\(file.display): the file cannot be read.", code: .missingInput)
    }
    guard let questions = try? JSONDecoder().decode([EdgeQuestion].self, from: content),
      questions.allSatisfy(\.isWellFormed)
    else {
      throw CommandFailure(
        message: "\(file.display): not a JSON array of {\"map\": [9 numbers], \"places\": [[x, y, radius], ...]}.",
        code: .badData)
    }
    let verifier = EdgeVerifier()
    let answers = questions.map { Answer(verifier.agreement(a, b, under: Homography($0.map), base: $0.base)) }
    try StandardOutput.write(Array(try JSONText.pretty(answers).utf8))
  }
}
