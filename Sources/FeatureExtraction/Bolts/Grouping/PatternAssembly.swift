import ImagePlanes
import ReproducibleMath

/// Chooses the bolts, strongest first, and writes the groups with indices into them.
struct PatternAssembly {
  private let table: CandidateTable
  private let candidates: [Bolt]
  private let rims: [RimEllipse]
  private let options: BoltGroupingOptions

  init(_ table: CandidateTable, candidates: [Bolt], rims: [RimEllipse], options: BoltGroupingOptions) {
    self.table = table
    self.candidates = candidates
    self.rims = rims
    self.options = options
  }

  func patterns(of groups: [GroupHypothesis]) -> BoltPatterns {
    var odds = table.score
    var isMember = [Bool](repeating: false, count: table.count)
    for group in groups {
      for (member, memberOdds) in zip(group.members, group.memberOdds) {
        odds[member] = max(odds[member], memberOdds)
        isMember[member] = memberOdds >= options.acceptedBoltLogOdds
      }
    }
    var position = [Int](repeating: -1, count: table.count)
    var bolts: [Bolt] = []
    // Entries are sorted strongest first, so the bolts are.
    for index in 0..<table.count where isMember[index] || table.score[index] >= options.acceptedBoltLogOdds {
      position[index] = bolts.count
      bolts.append(candidates[table.source[index]])
    }
    var result = BoltPatterns(bolts: bolts, rings: [], rows: [], grids: [])
    for group in groups {
      let kept = group.members.indices.filter { position[group.members[$0]] >= 0 }
      guard kept.count >= 4 else { continue }
      let indices = kept.map { position[group.members[$0]] }
      let firstSlot = group.slots.isEmpty ? 0 : group.slots[kept[0]]
      let slots = group.slots.isEmpty ? [] : kept.map { group.slots[$0] - firstSlot }
      switch group.form {
      case .ring(let ellipse):
        result.rings.append(
          BoltRing(
            ellipse: ellipse, imageFromPlane: .identity, kind: .face, bolts: indices, angles: [], angleDeviations: [],
            slotIndices: slots, slots: kept.count, slotPosterior: [], isRegular: !slots.isEmpty, missing: [],
            symmetryOrder: 1, boltRadiusRatio: 0, boltRadiusRatioDeviation: 0, logOdds: group.logOdds))
      case .row:
        result.rows.append(
          BoltRow(bolts: indices, slotIndices: slots, missing: group.missing, logOdds: group.logOdds))
      case .grid:
        result.grids.append(
          BoltGrid(
            bolts: indices, cells: kept.map { group.cells[$0] },
            imageFromLattice: group.imageFromLattice ?? .identity, logOdds: group.logOdds))
      }
    }
    result.rings.sort { $0.logOdds > $1.logOdds }
    result.rows.sort { $0.logOdds > $1.logOdds }
    result.grids.sort { $0.logOdds > $1.logOdds }
    return result
  }
}
