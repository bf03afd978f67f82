import FeatureExtraction
import ImagePlanes
import ReproducibleMath

/// Lines and ellipses, the most significant ones, and points of all edges, evenly chosen.
enum EdgeEncoding {
  /// Lines kept: about twice what a picture of a missile shows. A picture of foliage has thousands, which say nothing.
  static let mostLines = 400
  /// Ellipses kept, several times what a picture of a missile shows.
  static let mostEllipses = 100
  /// Points of edges kept: as many as are laid over a frame at most.
  static let mostSamples = 1000

  static func append(_ edges: EdgeFeatures, size: ImageSize, to writer: inout ByteWriter) {
    let grid = CoordinateGrid(size)
    let lines = edges.lines.prefix(mostLines)
    writer.append(count: lines.count)
    for line in lines {
      for value in [line.start.x, line.start.y, line.end.x, line.end.y] { grid.append(value, to: &writer) }
      writer.append(coarse: line.logNFA)
      writer.append(coarse: line.deviation)
    }
    let ellipses = edges.ellipses.prefix(mostEllipses)
    writer.append(count: ellipses.count)
    for ellipse in ellipses {
      writer.append(UInt8(ellipse.isBrightInside ? 1 : 0))
      PatternEncoding.append(ellipse.ellipse, to: &writer)
      writer.append(coarse: ellipse.logNFA)
      writer.append(coarse: ellipse.deviation)
      writer.append(coarse: ellipse.support)
    }
    append(edges.samples, grid, to: &writer)
  }

  /// Points in ``RasterOrder``: about 4 bytes each.
  private static func append(_ samples: [EdgeSample], _ grid: CoordinateGrid, to writer: inout ByteWriter) {
    let kept = min(samples.count, mostSamples)
    let chosen = (0..<kept).map { samples[$0 * samples.count / kept] }
    let rows = chosen.map { grid.code(Double($0.y)) }
    let columns = chosen.map { grid.code(Double($0.x)) }
    let order = RasterOrder.of(rows: rows, columns: columns)
    writer.append(count: kept)
    RasterOrder.append(order.lazy.map { rows[$0] }, to: &writer)
    for index in order { grid.append(code: columns[index], to: &writer) }
    for index in order {
      writer.append(ByteCodes.angle(angleOf(x: Double(chosen[index].normalX), y: Double(chosen[index].normalY))))
    }
  }

  private static func samples(
    _ reader: inout ByteReader, _ grid: CoordinateGrid
  ) throws(EncodingFault) -> [EdgeSample] {
    let count = try reader.count(ofElementsOf: RasterOrder.leastStepBytes + grid.byteCount + 1)
    let rows = try RasterOrder.read(&reader, count: count)
    var samples = rows.map { EdgeSample(x: 0, y: Float(grid.value($0)), normalX: 0, normalY: 0) }
    for index in 0..<count { samples[index].x = Float(try grid.read(&reader)) }
    for index in 0..<count {
      let (cosine, sine) = Elementary.direction(ByteCodes.angle(try reader.byte()))
      samples[index].normalX = Int8((normalLength * cosine).rounded())
      samples[index].normalY = Int8((normalLength * sine).rounded())
    }
    return samples
  }

  /// The length of a sample's normal.
  private static let normalLength = 127.0

  static func read(_ reader: inout ByteReader, size: ImageSize) throws(EncodingFault) -> EdgeFeatures {
    let grid = CoordinateGrid(size)
    let lines = try reader.list(ofElementsOf: 4 * grid.byteCount + 4) { reader throws(EncodingFault) in
      LineSegment(
        start: Point(x: try grid.read(&reader), y: try grid.read(&reader)),
        end: Point(x: try grid.read(&reader), y: try grid.read(&reader)), logNFA: try reader.coarse(),
        deviation: try reader.coarse())
    }
    let ellipses = try reader.list(ofElementsOf: 27) { reader throws(EncodingFault) in
      let isBrightInside = try reader.byte() & 1 != 0
      return EdgeEllipse(
        ellipse: try PatternEncoding.ellipse(&reader), isBrightInside: isBrightInside, logNFA: try reader.coarse(),
        deviation: try reader.coarse(), support: try reader.coarse())
    }
    let samples = try samples(&reader, grid)
    return EdgeFeatures(lines: lines, ellipses: ellipses, samples: samples)
  }
}
