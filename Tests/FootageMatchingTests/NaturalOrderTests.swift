import FootageMatching
import Testing

@Suite struct NaturalOrderTests {
  private func sorted(_ names: [String]) -> [String] {
    names.map { Array($0.utf8) }.sorted(by: NaturalOrder.precedes).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func digitsCountByValue() {
    #expect(sorted(["f10.png", "f9.png", "f1.png", "f100.png"]) == ["f1.png", "f9.png", "f10.png", "f100.png"])
  }

  @Test func numbersLargerThanAnIntegerAreCompared() {
    let nines = String(repeating: "9", count: 40)
    #expect(sorted(["a1\(nines)", "a\(nines)", "a2"]) == ["a2", "a\(nines)", "a1\(nines)"])
  }

  @Test func otherBytesKeepTheirOrder() {
    #expect(sorted(["b", "B", "a", "ä", "_"]) == ["B", "_", "a", "b", "ä"])
  }

  @Test func everyPairIsOrderedOneWay() {
    let names = ["", "0", "00", "1", "01", "001", "a", "a0", "a00", "a1", "a01b", "a1b", "a1b2", "a1b02", "1a", "01a"]
      .map { Array($0.utf8) }
    for left in names {
      for right in names {
        let forward = NaturalOrder.precedes(left, right)
        #expect(forward != NaturalOrder.precedes(right, left) || left == right, "\(left) \(right)")
        for third in names where forward && NaturalOrder.precedes(right, third) {
          #expect(NaturalOrder.precedes(left, third), "\(left) \(right) \(third)")
        }
      }
    }
  }
}
