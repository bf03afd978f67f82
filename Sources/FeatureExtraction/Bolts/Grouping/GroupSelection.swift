import ImagePlanes

/// Runs the searches, best-founded guesses first, and resolves conflicts: a bolt belongs to one group.
struct GroupSelection {
  private let table: CandidateTable
  private let options: BoltGroupingOptions
  private var taken: [Bool]
  /// Groups believed, best first within each search.
  private(set) var accepted: [GroupHypothesis] = []

  /// Candidates among which chains are looked for: the strongest few with distant neighbours, then more with near
  /// ones; and like neighbours of each that a chain may go on to.
  private static let levels = [(count: 64, degree: 10), (count: 320, degree: 8)]
  /// The least rank of a chain that is explained: five bolts that are one to three as likely as not, or six unlikely ones.
  private static let leastRank = 3.5
  /// log10 of the odds at which a grid takes its bolts before rings do. The bolts of concentric rings fall on small lattices now and then;
  /// those of twenty decades are none by chance, and their rows and diagonals would pass for much else.
  private static let plainGrid = 20.0
  /// Chains that are explained, a level.
  private static let chainLimit = 16

  init(_ table: CandidateTable, options: BoltGroupingOptions) {
    self.table = table
    self.options = options
    taken = [Bool](repeating: false, count: table.capacity)
  }

  mutating func search(rims: [RimEllipse]) {
    let circles = rims.prefix(Self.rimLimit).map(\.ellipse)
    var search = GroupSearch(table, options: options, concentric: circles)
    for (index, level) in Self.levels.enumerated() {
      if index > 0 && table.count <= Self.levels[index - 1].count { break }
      var chains = ChainSearch(
        table, count: level.count, degree: level.degree, taken: taken, options: options)
      chains.run()
      var all = hypotheses(chains.chains, &search)
      if index == 0 {
        all += concentric(with: circles, &search)
        all += search.grids(taken: taken).filter { $0.logOdds >= Self.plainGrid }
      }
      accept(all, &search)
    }
    searchConcentric(circles, &search)
    accept(search.grids(taken: taken), &search)
  }

  /// Rings found tell where others are: about the same axis.
  private mutating func searchConcentric(_ circles: [Ellipse], _ search: inout GroupSearch) {
    let rings = accepted.compactMap { group -> Ellipse? in
      guard case .ring(let ellipse) = group.form, ellipse.semiMinor > GroupSearch.thinnestConic * ellipse.semiMajor
      else {
        return nil
      }
      return ellipse
    }
    guard !rings.isEmpty else { return }
    search.prior = RingPrior(imageSize: table.imageSize, concentric: circles + rings)
    accept(concentric(with: Array(rings.prefix(Self.rimLimit)), &search), &search)
  }

  /// Known circles that rings are looked for about, at most.
  private static let rimLimit = 12

  /// Explains rings about the axes of known circles.
  private func concentric(with circles: [Ellipse], _ search: inout GroupSearch) -> [GroupHypothesis] {
    var result: [GroupHypothesis] = []
    for circle in circles {
      for guess in ConcentricSearch.guesses(about: circle, table: table, taken: taken, options: options) {
        guard let hypothesis = search.explain(guess, taken: taken),
          hypothesis.logOdds >= options.acceptedGroupLogOdds
        else { continue }
        result.append(hypothesis)
      }
    }
    return result
  }

  /// Explains the most promising chains.
  private func hypotheses(_ chains: [Chain], _ search: inout GroupSearch) -> [GroupHypothesis] {
    let order = chains.indices.sorted {
      chains[$0].rank != chains[$1].rank ? chains[$0].rank > chains[$1].rank : $0 < $1
    }
    var result: [GroupHypothesis] = []
    var owner = [Int](repeating: -1, count: table.capacity)
    var explained = 0
    for index in order {
      let chain = chains[index]
      guard chain.rank >= Self.leastRank else { break }
      // What an earlier and better chain has led to need not be found again.
      var counts: [Int: Int] = [:]
      for place in chain.places where place >= 0 && owner[Int(place)] >= 0 {
        counts[owner[Int(place)], default: 0] += 1
      }
      if let most = counts.values.max(), 4 * most >= 3 * chain.memberCount { continue }
      guard explained < Self.chainLimit else { break }
      explained += 1
      guard let hypothesis = search.explain(chain, taken: taken) else { continue }
      if hypothesis.logOdds >= options.acceptedGroupLogOdds {
        for member in hypothesis.members { owner[member] = result.count }
        result.append(hypothesis)
      }
    }
    return result
  }

  /// Accepts the best hypothesis, then the best of the rest without its members, and so on.
  private mutating func accept(_ hypotheses: [GroupHypothesis], _ search: inout GroupSearch) {
    var rest = hypotheses
    while !rest.isEmpty {
      var best = 0
      for index in rest.indices where rest[index].logOdds > rest[best].logOdds { best = index }
      let hypothesis = rest.remove(at: best)
      guard hypothesis.logOdds >= options.acceptedGroupLogOdds else { break }
      let free = hypothesis.members.filter { !taken[$0] }
      if isBetterApart(hypothesis, rest) { continue }
      if free.count == hypothesis.members.count {
        for member in hypothesis.members { take(member) }
        accepted.append(hypothesis)
        search.accept(hypothesis)
      } else if free.count >= options.minimumMembers, 2 * free.count >= hypothesis.members.count,
        let again = retested(hypothesis, &search)
      {
        rest.append(again)
      }
    }
  }

  /// Takes a bolt for a group, with whatever else shows the same one: looks from other places, and what detection saw of one found so.
  private mutating func take(_ member: Int) {
    taken[member] = true
    let others = (table.wasForetold(member) ? 0 : table.count)..<table.bolts.count
    for index in others where table.bolts[index].overlaps(table.bolts[member]) { taken[index] = true }
  }

  /// Whether several disjoint hypotheses explain a hypothesis' members better than it does: a thin ellipse fits the two rows of a
  /// raceway, but two rows fit them better.
  ///
  /// - Complexity: O(hypotheses² + members).
  private func isBetterApart(_ hypothesis: GroupHypothesis, _ others: [GroupHypothesis]) -> Bool {
    // A grid's rows are parts of one thing.
    if case .grid = hypothesis.form { return false }
    let whole = Set(hypothesis.members)
    let order = others.indices.sorted {
      others[$0].logOdds != others[$1].logOdds ? others[$0].logOdds > others[$1].logOdds : $0 < $1
    }
    var used = Set<Int>()
    var parts = 0
    var sum = 0.0
    for index in order {
      let part = others[index]
      let inside = part.members.filter { whole.contains($0) && !taken[$0] }.count
      guard 5 * inside >= 4 * part.members.count, part.members.allSatisfy({ !used.contains($0) }) else { continue }
      used.formUnion(part.members)
      parts += 1
      sum += part.logOdds
    }
    return parts > 1 && sum > hypothesis.logOdds
  }

  /// A hypothesis without the members that better ones have taken.
  private func retested(_ hypothesis: GroupHypothesis, _ search: inout GroupSearch) -> GroupHypothesis? {
    if hypothesis.slots.isEmpty {
      guard case .ring(let ellipse) = hypothesis.form else { return nil }
      return search.conic(ellipse, likeness: hypothesis.likeness, initialWidth: 2, taken: taken)
    }
    var places = [Int32](repeating: -1, count: (hypothesis.slots.last ?? 0) + 1)
    var count = 0
    for (member, slot) in zip(hypothesis.members, hypothesis.slots) where !taken[member] {
      places[slot] = Int32(member)
      count += 1
    }
    while places.last == -1 { places.removeLast() }
    places = Array(places.drop { $0 < 0 })
    guard count >= 4 else { return nil }
    return search.explain(
      Chain(places: places, memberCount: count, rank: 0, isPaired: hypothesis.isPaired), taken: taken)
  }
}
