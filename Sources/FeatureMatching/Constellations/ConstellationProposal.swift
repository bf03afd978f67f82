import ImagePlanes

/// A map between two pictures that some groups of bolts propose, and what those groups alone say for it.
struct ConstellationProposal {
  /// The groups behind it.
  enum Base {
    /// Rings at these positions of the prepared lists, under a rotation.
    case rings(a: Int, b: Int, rotation: RingComparison.Rotation)
    /// Grids, by their indices, with the bolts of their lists that fall together.
    case grids(a: Int, b: Int, pairs: [(Int, Int)])
    /// Rows, by their indices, with the bolts that fall together.
    case rows([(Int, Int)], pairs: [(Int, Int)])
  }

  let base: Base
  /// Pixels of A to pixels of B.
  let bFromA: Homography
  /// log10 of the odds factor of the groups.
  let logRatio: Double
  /// log10 of the proposal's share of all hypotheses.
  let logShare: Double
  /// Whether the map holds for a surface.
  let isSurface: Bool
}

/// A proposal after everything else was asked.
struct VerifiedProposal {
  /// A further pair of rings.
  struct Ring {
    /// Positions in the prepared lists.
    let a: Int
    let b: Int
    let rotation: RingComparison.Rotation
    let logRatio: Double
  }

  let proposal: ConstellationProposal
  /// log10 of the odds factor of everything.
  let logRatio: Double
  /// Further rings that agree.
  let rings: [Ring]
  /// Further bolts that agree: indices into A's bolts and B's.
  let bolts: [(Int, Int)]
}
