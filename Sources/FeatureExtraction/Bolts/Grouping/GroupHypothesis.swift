import ImagePlanes

/// A group that might be there, with what speaks for it.
struct GroupHypothesis {
  /// What the group would be.
  enum Form {
    case ring(Ellipse)
    case row
    case grid
  }

  var form: Form
  /// Members, in order along the group.
  var members: [Int]
  /// The place of each member in the group's even spacing; empty for uneven ones.
  var slots: [Int]
  /// Whether even and odd slots are turned towards each other.
  var isPaired = false
  /// log10 of the odds of each member to be a bolt, given the group.
  var memberOdds: [Double]
  /// Empty places between the members.
  var missing: [Point]
  /// What the members have in common.
  var likeness: Likeness
  /// log10 of the odds of the group against chance.
  var logOdds: Double
  /// Lattice places of a grid's members, and the map from lattice to image.
  var cells: [BoltGrid.Cell] = []
  var imageFromLattice: Homography?
}
