import FeatureExtraction
import ImagePlanes

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
    let samples = edges.samples
    let kept = min(samples.count, mostSamples)
    writer.append(count: kept)
    for index in 0..<kept {
      let sample = samples[index * samples.count / kept]
      grid.append(Double(sample.x), to: &writer)
      grid.append(Double(sample.y), to: &writer)
      writer.append(UInt8(bitPattern: sample.normalX))
      writer.append(UInt8(bitPattern: sample.normalY))
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
    let samples = try reader.list(ofElementsOf: 2 * grid.byteCount + 2) { reader throws(EncodingFault) in
      EdgeSample(
        x: Float(try grid.read(&reader)), y: Float(try grid.read(&reader)),
        normalX: Int8(bitPattern: try reader.byte()), normalY: Int8(bitPattern: try reader.byte()))
    }
    return EdgeFeatures(lines: lines, ellipses: ellipses, samples: samples)
  }
}
