// What the bolts of a picture are found by: some hundred bytes a picture, so that all codes of a library fit into memory.

import FeatureExtraction
import FeatureMatching

/// The rings, rows and grids of a picture as an index needs them.
struct StructureCode: Hashable, Sendable {
  /// The rings.
  var sketch: PatternSketch
  /// Places from end to end of each row.
  var rowSpans: [UInt8]
  /// Columns and rows of each grid, the larger number first.
  var gridSizes: [UInt16]

  /// Rows and grids, best first: as many as are compared.
  static let mostGroups = 8

  /// The code of what a picture shows.
  init(_ patterns: BoltPatterns) {
    sketch = PatternSketch(patterns)
    rowSpans = patterns.rows.prefix(Self.mostGroups).map { row in
      UInt8(clamping: (row.slotIndices.max() ?? row.bolts.count - 1) - (row.slotIndices.min() ?? 0) + 1)
    }
    gridSizes = patterns.grids.prefix(Self.mostGroups).map { grid in
      let (columns, rows) = (grid.cells.map(\.column), grid.cells.map(\.row))
      let extents = [columns, rows].map { UInt8(clamping: ($0.max() ?? 0) - ($0.min() ?? 0) + 1) }.sorted(by: >)
      return UInt16(extents[0]) << 8 | UInt16(extents[1])
    }
  }
}

extension StructureCode {
  /// The code as bytes.
  var bytes: [UInt8] {
    var writer = ByteWriter()
    SketchEncoding.write(sketch, to: &writer)
    writer.append(count: rowSpans.count)
    for span in rowSpans { writer.append(span) }
    writer.append(count: gridSizes.count)
    for size in gridSizes { writer.append(size) }
    return writer.bytes
  }

  /// Reads a code.
  init(_ bytes: UnsafeRawBufferPointer) throws(EncodingFault) {
    var reader = ByteReader(bytes)
    sketch = try SketchEncoding.read(&reader)
    rowSpans = try reader.list(ofElementsOf: 1) { reader throws(EncodingFault) in try reader.byte() }
    gridSizes = try reader.list(ofElementsOf: 2) { reader throws(EncodingFault) in try reader.uint16() }
  }
}
