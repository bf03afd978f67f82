import FeatureExtraction
import ImagePlanes

/// Lines and ellipses, the most significant ones.
enum EdgeEncoding {
  /// Lines kept: about twice what a picture of a missile shows. A picture of foliage has thousands, which say nothing.
  static let mostLines = 400
  /// Ellipses kept, several times what a picture of a missile shows.
  static let mostEllipses = 100

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
  }

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
    return EdgeFeatures(lines: lines, ellipses: ellipses)
  }
}
