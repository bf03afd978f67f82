import ImagePlanes

/// Finds the rings, rows and grids that candidate bolts make, and decides by them which candidates are bolts.
package struct BoltGrouper {
  /// What may be chosen.
  package var options: BoltGroupingOptions

  /// Makes a grouper.
  package init(options: BoltGroupingOptions = .init()) { self.options = options }

  /// The groups among candidates, and the bolts: those strong alone and those that a group carries.
  ///
  /// - Parameters:
  ///   - candidates: Many, most of them clutter; `score` is log10 of the odds from a candidate's pixels alone.
  ///   - rims: Circular edges of the object: rings about their axes are likelier than others.
  ///   - lines: Straight edges: two of them may be the silhouette of the body that a ring goes round.
  ///   - imageSize: The picture's.
  ///   - probe: Looks at the picture again where groups expect bolts; nil where the picture is not at hand.
  /// - Complexity: O(n log n) for n candidates, with bounded numbers of fits.
  package func patterns(
    of candidates: [Bolt], rims: [RimEllipse], lines: [LineSegment] = [], imageSize: ImageSize, probe: BoltProbe? = nil
  ) -> BoltPatterns {
    let table = CandidateTable(candidates, imageSize: imageSize, limit: options.maximumCandidates, probe: probe)
    var selection = GroupSelection(table, options: options)
    selection.search(rims: rims)
    return PatternAssembly(table, rims: rims, lines: lines, options: options).patterns(of: selection.accepted)
  }
}
