import FeatureExtraction
import ReproducibleMath

/// The rings of a picture as a large library is searched by them: each by itself, and how they lie to each other.
package struct PatternSketch: Hashable, Sendable {
  /// How a ring lies to a base ring, whatever the turn: see ``PlaneRelation``.
  package struct Relation: Hashable, Sendable {
    /// Natural logarithm of the ring's radius over the base ring's.
    package var logScale: Double
    /// The distance of its centre from the base ring's, in radii of the base ring.
    package var distance: Double

    /// Makes a relation of its parts.
    package init(logScale: Double, distance: Double) {
      self.logScale = logScale
      self.distance = distance
    }
  }

  /// The rings, best first.
  package var rings: [RingSketch]
  /// How ring i lies to ring j, at `i * rings.count + j`; nil where they have nothing to do with each other.
  package var relations: [Relation?]

  /// Makes a sketch of its parts.
  package init(rings: [RingSketch], relations: [Relation?]) {
    precondition(relations.count == rings.count * rings.count, "a relation for every two rings")
    self.rings = rings
    self.relations = relations
  }

  /// The sketch of what a picture shows.
  ///
  /// - Complexity: that of making rings ready for a comparison, some ten microseconds each.
  package init(_ patterns: BoltPatterns, options: ConstellationMatchingOptions = .init()) {
    let prepared = RingPattern.prepared(patterns, limit: max(1, options.maximumGroups), options: options)
    rings = prepared.map { RingSketch($0) }
    relations = prepared.flatMap { ring in
      prepared.map { base in
        guard ring.index != base.index, let relation = PlaneRelation(ring, to: base) else { return nil }
        let offset = relation.offset
        return Relation(
          logScale: relation.logScale, distance: (offset.x * offset.x + offset.y * offset.y).squareRoot())
      }
    }
  }
}
