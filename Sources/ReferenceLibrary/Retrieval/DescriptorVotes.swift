import FeatureExtraction

/// Votes of a frame's descriptors for the pictures that hold their nearest neighbours.
///
/// A neighbour speaks for its picture by as many bits as it is nearer than the first picture that gets no vote: descriptors that are
/// everywhere have neighbours in many pictures at one distance, and so say nothing (McCann and Lowe, "Local naive Bayes nearest neighbor
/// for image classification", CVPR 2012). A picture counts once a descriptor.
struct DescriptorVotes {
  /// Descriptors of a frame that vote, strongest first.
  static let mostQueries = 2000
  /// Pictures that a descriptor may vote for.
  private static let votesPerQuery = 6
  /// The largest distance of a neighbour that votes, in bits, as of matches along a homography: beyond it there are only chance
  /// neighbours.
  private static let mostDistance = 80

  private struct Neighbour {
    var distance: Int
    var picture: UInt32
  }

  private var neighbours: [[Neighbour]]
  private let search: TwoNearestSearch

  /// Begins with no votes.
  init(queryCount: Int, search: TwoNearestSearch) {
    neighbours = Array(repeating: [], count: queryCount)
    self.search = search
  }

  /// Looks for neighbours of the queries `asking` in `cell`: of each, the two nearest.
  ///
  /// - Complexity: O(|asking| · |cell|) distances.
  mutating func look(for asking: [Int32], of queries: DescriptorSet, in cell: DescriptorCell) {
    guard !cell.pictures.isEmpty else { return }
    let size = DescriptorSet.wordsPerDescriptor
    var words: [UInt64] = []
    words.reserveCapacity(asking.count * size)
    for query in asking { words += queries.words[Int(query) * size..<(Int(query) + 1) * size] }
    for (query, pair) in zip(asking, search.nearest(of: words, in: cell.descriptors.words[...])) {
      note(pair.index, pair.distance, of: query, cell)
      note(pair.secondIndex, pair.secondDistance, of: query, cell)
    }
  }

  private mutating func note(_ index: Int32, _ distance: Int32, of query: Int32, _ cell: DescriptorCell) {
    guard index >= 0, distance <= Self.mostDistance else { return }
    neighbours[Int(query)].append(Neighbour(distance: Int(distance), picture: cell.pictures[Int(index)]))
  }

  /// The distance to the nearest neighbour of each query; 257 where there is none.
  var nearestDistances: [Int] { neighbours.map { $0.map(\.distance).min() ?? DescriptorSet.bitCount + 1 } }

  /// The votes for each picture, by its position; numbers without a position are of pictures that were removed.
  func scores(positions: [Int: Int]) -> [Int] {
    var scores = [Int](repeating: 0, count: positions.count)
    for list in neighbours {
      var seen: [UInt32] = []
      var chosen: [(distance: Int, position: Int)] = []
      for neighbour in list.sorted(by: { ($0.distance, $0.picture) < ($1.distance, $1.picture) }) {
        guard let position = positions[Int(neighbour.picture)], !seen.contains(neighbour.picture) else { continue }
        seen.append(neighbour.picture)
        chosen.append((neighbour.distance, position))
        if chosen.count > Self.votesPerQuery { break }
      }
      let background = chosen.count > Self.votesPerQuery ? chosen.removeLast().distance : Self.mostDistance + 1
      for vote in chosen { scores[vote.position] += background - vote.distance }
    }
    return scores
  }
}
