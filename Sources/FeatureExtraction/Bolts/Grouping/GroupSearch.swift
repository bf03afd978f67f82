import ImagePlanes

/// Turns guesses into weighed hypotheses: every guess is explained as a ring of even places, as a row, and as an ellipse with any
/// spacing, and the likeliest explanation stands.
struct GroupSearch {
  let table: CandidateTable
  let options: BoltGroupingOptions
  var prior: RingPrior
  private var clutter: ClutterDensity

  /// Half axes' ratio below which an ellipse through bolts says nothing that their spacing does not say better.
  static let thinnestConic = 0.12

  init(_ table: CandidateTable, options: BoltGroupingOptions, concentric: [Ellipse]) {
    self.table = table
    self.options = options
    prior = RingPrior(imageSize: table.imageSize, concentric: concentric)
    clutter = ClutterDensity(table)
  }

  /// Takes note of a group that is believed.
  mutating func accept(_ hypothesis: GroupHypothesis) { clutter.explain(hypothesis.members) }

  /// The grids among candidates that are free.
  mutating func grids(taken: [Bool]) -> [GroupHypothesis] {
    GridSearch(table, taken: taken, options: options).hypotheses(&clutter)
  }

  /// The likeliest explanation of a chain; nil where nothing fits.
  mutating func explain(_ chain: Chain, taken: [Bool]) -> GroupHypothesis? {
    var best: GroupHypothesis?
    for hypothesis in explanations(chain, taken: taken) where hypothesis.logOdds > best?.logOdds ?? -.infinity {
      best = hypothesis
    }
    return best
  }

  /// The likeliest explanation of a guess about a known circle: an ellipse through its candidates, or else the longest run of even
  /// steps among them, which an ellipse through all of them may miss.
  mutating func explain(_ guess: ConcentricSearch.Guess, taken: [Bool]) -> GroupHypothesis? {
    let conic = conic(
      guess.ellipse, likeness: guess.likeness, initialWidth: 0.03 * guess.ellipse.semiMajor + 2, taken: taken)
    if let conic, conic.logOdds >= options.acceptedGroupLogOdds { return conic }
    let members = guess.members.map(\.index)
    let scores = members.map { table.score[$0] }
    guard let chain = AngularChain.best(members: members, angles: guess.members.map(\.angle), scores: scores),
      let even = explain(chain, taken: taken), even.logOdds > conic?.logOdds ?? -.infinity
    else { return conic }
    return even
  }

  /// All explanations of a chain that fit.
  mutating func explanations(_ chain: Chain, taken: [Bool]) -> [GroupHypothesis] {
    var all: [GroupHypothesis] = []
    if !chain.isPaired, let row = row(chain, taken: taken) { all.append(row) }
    if let (ring, ellipse) = spacedRing(chain, taken: taken) {
      all.append(ring)
      if ellipse.semiMinor > Self.thinnestConic * ellipse.semiMajor,
        let conic = conic(ellipse, likeness: ring.likeness, initialWidth: 0.02 * ellipse.semiMajor + 2, taken: taken)
      {
        all.append(conic)
      }
    }
    return all
  }

  /// A row of even steps.
  private mutating func row(_ chain: Chain, taken: [Bool]) -> GroupHypothesis? {
    guard
      var fit = SpacedFit(
        SpacedRowModel(imageSize: table.imageSize), chain: chain, table: table, options: options)
    else { return nil }
    guard fit.start(), fit.complete(taken: taken, turn: { _ in 0 }), fit.members.count >= options.minimumMembers else {
      return nil
    }
    return fit.hypothesis(form: .row, clutter: &clutter)
  }

  /// A ring of even places.
  private mutating func spacedRing(_ chain: Chain, taken: [Bool]) -> (GroupHypothesis, Ellipse)? {
    guard
      var fit = SpacedFit(
        SpacedRingModel(imageSize: table.imageSize, isPaired: chain.isPaired), chain: chain, table: table,
        options: options)
    else { return nil }
    guard fit.start(), fit.complete(taken: taken, turn: { abs($0.step) }), fit.members.count >= options.minimumMembers,
      let ellipse = fit.model.ellipse
    else { return nil }
    // The even ring's prior is flat; a known circle about the same axis makes it likelier.
    var hypothesis = fit.hypothesis(form: .ring(ellipse), gain: prior.gain(at: ellipse), clutter: &clutter)
    hypothesis.isPaired = chain.isPaired
    return (hypothesis, ellipse)
  }

  /// A ring near a guessed ellipse: with even places where they explain it better.
  mutating func conic(_ ellipse: Ellipse, likeness: Likeness, initialWidth: Double, taken: [Bool]) -> GroupHypothesis? {
    var fit = ConicFit(ellipse, likeness: likeness, table: table, options: options)
    guard fit.run(initialWidth: initialWidth, taken: taken) else { return nil }
    let uneven = fit.hypothesis(prior: prior, clutter: &clutter)
    let scores = fit.members.map { table.score[$0] }
    guard let chain = AngularChain.best(members: fit.members, angles: fit.angles, scores: scores),
      let (even, _) = spacedRing(chain, taken: taken), even.logOdds > uneven.logOdds
    else { return uneven }
    return even
  }
}
