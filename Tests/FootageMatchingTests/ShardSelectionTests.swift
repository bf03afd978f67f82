import FootageMatching
import Testing

@Suite struct ShardSelectionTests {
  @Test(arguments: [1, 2, 3, 7, 64]) func everyClipHasOneOwnerAndSharesAreEven(count: Int) {
    let shards = (0..<count).map { ShardSelection(index: $0, count: count) }
    var owned = [Int](repeating: 0, count: count)
    for clip in 0..<100 {
      let owners = shards.filter { $0.owns(clip: clip) }
      #expect(owners.count == 1)
      owned[owners[0].index] += 1
    }
    #expect(owned.max()! - owned.min()! <= 1)
  }

  @Test func sharesAreReadAsPeopleWriteThem() {
    #expect(ShardSelection("2/8") == ShardSelection(index: 1, count: 8))
    #expect(ShardSelection("2/8")?.description == "2/8")
    for text in ["0/8", "9/8", "1/0", "-1/2", "1", "1/2/3", "a/b", "", "/", "1/"] {
      #expect(ShardSelection(text) == nil, "\(text)")
    }
  }
}
