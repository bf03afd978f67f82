import FeatureExtraction
import ImagePlanes

/// Bolts and their groups, all of them: positions, angles and maps to 24 bits, strengths and deviations to 8.
enum PatternEncoding {
  static func append(_ patterns: BoltPatterns, to writer: inout ByteWriter) {
    writer.append(count: patterns.bolts.count)
    for bolt in patterns.bolts { append(bolt, to: &writer) }
    writer.append(count: patterns.rings.count)
    for ring in patterns.rings { append(ring, to: &writer) }
    writer.append(count: patterns.rows.count)
    for row in patterns.rows {
      append(indices: row.bolts, to: &writer)
      append(signed: row.slotIndices, to: &writer)
      writer.append(count: row.missing.count)
      for point in row.missing { append(point, to: &writer) }
      writer.append(coarse: row.logOdds)
    }
    writer.append(count: patterns.grids.count)
    for grid in patterns.grids {
      append(indices: grid.bolts, to: &writer)
      append(signed: grid.cells.flatMap { [$0.column, $0.row] }, to: &writer)
      append(grid.imageFromLattice, to: &writer)
      writer.append(count: grid.missing.count)
      for point in grid.missing { append(point, to: &writer) }
      writer.append(coarse: grid.logOdds)
    }
  }

  static func read(_ reader: inout ByteReader) throws(EncodingFault) -> BoltPatterns {
    let bolts = try reader.list(ofElementsOf: 15) { reader throws(EncodingFault) in try bolt(&reader) }
    let rings = try reader.list(ofElementsOf: 60) { reader throws(EncodingFault) in
      try ring(&reader, boltCount: bolts.count)
    }
    let rows = try reader.list(ofElementsOf: 5) { reader throws(EncodingFault) in
      BoltRow(
        bolts: try indices(&reader, below: bolts.count), slotIndices: try signed(&reader),
        missing: try reader.list(ofElementsOf: 8) { reader throws(EncodingFault) in try point(&reader) },
        logOdds: try reader.coarse())
    }
    let grids = try reader.list(ofElementsOf: 40) { reader throws(EncodingFault) in
      let members = try indices(&reader, below: bolts.count)
      let flat = try signed(&reader)
      guard flat.count == 2 * members.count else { throw EncodingFault(reason: "a grid has bolts without places") }
      let cells = members.indices.map { BoltGrid.Cell(column: flat[2 * $0], row: flat[2 * $0 + 1]) }
      return BoltGrid(
        bolts: members, cells: cells, imageFromLattice: try homography(&reader),
        missing: try reader.list(ofElementsOf: 8) { reader throws(EncodingFault) in try point(&reader) },
        logOdds: try reader.coarse())
    }
    return BoltPatterns(bolts: bolts, rings: rings, rows: rows, grids: grids)
  }

  // MARK: Bolts

  private static let isHole: UInt8 = 1
  private static let hasOutline: UInt8 = 2

  private static func append(_ bolt: Bolt, to writer: inout ByteWriter) {
    writer.append((bolt.kind == .hole ? isHole : 0) | (bolt.outline != nil ? hasOutline : 0))
    append(bolt.center, to: &writer)
    writer.append(coarse: bolt.centerDeviation)
    writer.append(coarse: bolt.radius)
    writer.append(coarse: bolt.score)
    if let outline = bolt.outline { append(outline, to: &writer) }
  }

  private static func bolt(_ reader: inout ByteReader) throws(EncodingFault) -> Bolt {
    let flags = try reader.byte()
    var bolt = Bolt(
      center: try point(&reader), centerDeviation: try reader.coarse(), radius: try reader.coarse(), outline: nil,
      kind: flags & isHole != 0 ? .hole : .head, score: try reader.coarse())
    if flags & hasOutline != 0 { bolt.outline = try ellipse(&reader) }
    return bolt
  }

  // MARK: Rings

  private static let isGirth: UInt8 = 1
  private static let isRegular: UInt8 = 2
  private static let isPaired: UInt8 = 4

  private static func append(_ ring: BoltRing, to writer: inout ByteWriter) {
    writer.append(
      (ring.kind == .girth ? isGirth : 0) | (ring.isRegular ? isRegular : 0) | (ring.isPaired ? isPaired : 0))
    append(ring.ellipse, to: &writer)
    append(ring.imageFromPlane, to: &writer)
    append(indices: ring.bolts, to: &writer)
    writer.append(count: ring.angles.count)
    for angle in ring.angles { writer.append(single: angle) }
    writer.append(count: ring.angleDeviations.count)
    for deviation in ring.angleDeviations { writer.append(coarse: deviation) }
    append(signed: ring.slotIndices, to: &writer)
    writer.append(count: ring.slots)
    writer.append(count: ring.slotPosterior.count)
    for entry in ring.slotPosterior {
      writer.append(count: entry.slots)
      writer.append(single: entry.probability)
    }
    writer.append(count: ring.missing.count)
    for place in ring.missing {
      writer.append(signed: place.slot)
      writer.append(single: place.angle)
      append(place.point, to: &writer)
    }
    writer.append(count: ring.symmetryOrder)
    writer.append(coarse: ring.boltRadiusRatio)
    writer.append(coarse: ring.boltRadiusRatioDeviation)
    writer.append(coarse: ring.logOdds)
  }

  private static func ring(_ reader: inout ByteReader, boltCount: Int) throws(EncodingFault) -> BoltRing {
    let flags = try reader.byte()
    return BoltRing(
      ellipse: try ellipse(&reader), imageFromPlane: try homography(&reader),
      kind: flags & isGirth != 0 ? .girth : .face, bolts: try indices(&reader, below: boltCount),
      angles: try reader.list(ofElementsOf: 4) { reader throws(EncodingFault) in try reader.single() },
      angleDeviations: try reader.list(ofElementsOf: 2) { reader throws(EncodingFault) in try reader.coarse() },
      slotIndices: try signed(&reader), slots: try reader.count(),
      slotPosterior: try reader.list(ofElementsOf: 5) { reader throws(EncodingFault) in
        BoltRing.SlotCount(slots: try reader.count(), probability: try reader.single())
      }, isRegular: flags & isRegular != 0, isPaired: flags & isPaired != 0,
      missing: try reader.list(ofElementsOf: 13) { reader throws(EncodingFault) in
        BoltRing.Place(slot: try reader.signed(), angle: try reader.single(), point: try point(&reader))
      }, symmetryOrder: try reader.count(), boltRadiusRatio: try reader.coarse(),
      boltRadiusRatioDeviation: try reader.coarse(), logOdds: try reader.coarse())
  }

  // MARK: Parts

  private static func append(indices: [Int], to writer: inout ByteWriter) {
    writer.append(count: indices.count)
    for index in indices { writer.append(count: index) }
  }

  private static func indices(_ reader: inout ByteReader, below limit: Int) throws(EncodingFault) -> [Int] {
    let list = try reader.list(ofElementsOf: 1) { reader throws(EncodingFault) in try reader.count() }
    guard list.allSatisfy({ $0 < limit }) else { throw EncodingFault(reason: "a group names a bolt that is not there") }
    return list
  }

  private static func append(signed values: [Int], to writer: inout ByteWriter) {
    writer.append(count: values.count)
    for value in values { writer.append(signed: value) }
  }

  private static func signed(_ reader: inout ByteReader) throws(EncodingFault) -> [Int] {
    try reader.list(ofElementsOf: 1) { reader throws(EncodingFault) in try reader.signed() }
  }

  private static func append(_ point: Point, to writer: inout ByteWriter) {
    writer.append(single: point.x)
    writer.append(single: point.y)
  }

  private static func point(_ reader: inout ByteReader) throws(EncodingFault) -> Point {
    Point(x: try reader.single(), y: try reader.single())
  }

  static func append(_ ellipse: Ellipse, to writer: inout ByteWriter) {
    append(ellipse.center, to: &writer)
    writer.append(single: ellipse.semiMajor)
    writer.append(single: ellipse.semiMinor)
    writer.append(single: ellipse.angle)
  }

  static func ellipse(_ reader: inout ByteReader) throws(EncodingFault) -> Ellipse {
    Ellipse(
      center: try point(&reader), semiMajor: try reader.single(), semiMinor: try reader.single(),
      angle: try reader.single())
  }

  private static func append(_ map: Homography, to writer: inout ByteWriter) {
    for element in map.elements { writer.append(single: element) }
  }

  private static func homography(_ reader: inout ByteReader) throws(EncodingFault) -> Homography {
    var elements: [Double] = []
    for _ in 0..<9 { elements.append(try reader.single()) }
    return Homography(elements)
  }
}
