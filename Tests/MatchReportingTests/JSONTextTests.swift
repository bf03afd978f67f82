import Foundation
import MatchReporting
import TestSupport
import Testing

@Suite struct JSONTextTests {
  @Test func numbersThatAreNoneAreAnErrorThatNamesThem() {
    let value = JSONValue.object([.init("a", .array([1, .object([.init("b", .number(.nan))])]))])
    #expect(throws: ReportingError.notFinite(key: "a[1].b")) { try JSONDocument.line(value) }
    #expect(throws: ReportingError.notFinite(key: "a[1].b")) { try JSONDocument.pretty(value) }
    #expect(throws: ReportingError.notFinite(key: "[0]")) { try JSONDocument.line([Double.infinity]) }
  }

  @Test func numbersAreShortAndReadBackAsTheyWere() throws {
    #expect(
      try JSONDocument.line([0.1, -0.0, 1e-7, 3, 1e20, 0x1p53, -2.5]) == "[0.1,0,1e-07,3,1e+20,9007199254740992,-2.5]\n"
    )
    #expect(throws: ReportingError.self) { try JSONDocument.line([UInt64.max]) }
  }

  @Test(arguments: [
    (0.0005, 3, 0.001), (-0.0004, 3, 0), (1.0005, 2, 1), (2.5, 0, 3), (1e300, 3, 1e300), (-1.25, 1, -1.3),
  ])
  func roundingTakesHalvesAwayFromZero(value: Double, decimals: Int, expected: Double) {
    #expect(JSONRounding.round(value, decimals: decimals) == expected)
  }

  @Test func roundingNeverGivesNegativeZero() {
    #expect(JSONRounding.round(-0.0001, decimals: 3).sign == .plus)
    #expect(JSONRounding.logOdds(-.infinity) == -1e6)
    #expect(JSONRounding.logOdds(.nan).isNaN)
  }

  @Test func textThatWouldBreakOrDeceiveIsEscaped() throws {
    let name = "a\"b\\c\n\r\t\u{0}\u{1B}[31m\u{7F}\u{2028}\u{202E}gpj.exe é 残骸 🚀"
    #expect(
      try JSONDocument.line([name])
        == #"["a\"b\\c\n\r\t\u0000\u001b[31m\u007f\u2028\u202egpj.exe é 残骸 🚀"]"# + "\n")
  }

  @Test func anyPathReadsBackAsItWas() throws {
    var random = SplitMix64(seed: 0x5EED_0001)
    for round in 0..<400 {
      // Any bytes at all: a path that is not UTF-8 reaches us repaired, and must then survive.
      let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
      let path = String(decoding: bytes, as: UTF8.self)
      let line = try JSONDocument.line(ImageDocument(path: path))
      #expect(line.utf8.filter { $0 == 10 }.count == 1, "round \(round) of seed 0x5EED0001")
      let decoded = try JSONDecoder().decode(ImageDocument.self, from: Data(line.utf8))
      #expect(decoded.path == path, "round \(round) of seed 0x5EED0001")
      #expect(try JSONDecoder().decode(ImageDocument.self, from: Data(JSONDocument.pretty(decoded).utf8)) == decoded)
    }
  }

  @Test func valuesOfAnyShapeReadBack() throws {
    let value = JSONValue.object([
      .init("a", .array([.null, true, "x", .number(0.5), .array([]), .object([])])), .init("b", 7),
    ])
    for text in [try JSONDocument.line(value), try JSONDocument.pretty(value)] {
      #expect(try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)) == value)
    }
  }

  @Test func namesKeepTheirOrderAndTheLastValueCounts() throws {
    var values: NamedValues<Int> = ["z": 1, "a": 2, "z": 3]
    values["m"] = 4
    values["a"] = nil
    #expect(try JSONDocument.line(values) == #"{"z":3,"m":4}"# + "\n")
  }
}
