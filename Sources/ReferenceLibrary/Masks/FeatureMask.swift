import FeatureExtraction
import ImagePlanes
import ReproducibleMath

/// The part of a picture that its features may come from.
///
/// A feature is kept where all that it describes lies inside: a keypoint with its whole patch and a bolt with its whole head, not their
/// centres alone, for a patch that reaches over the mask's border describes what lies beyond too.
public struct FeatureMask: Sendable {
  /// The size of the picture.
  public let size: ImageSize
  /// Pixels outside of the mask, summed over all rows above and all columns to the left: (width + 1) × (height + 1).
  private let outside: [Int32]
  /// Samples round an outline.
  private static let outlineSamples = 64
  /// Share of an ellipse's samples that must lie inside: a rim may be cut by the picture's or the mask's border.
  private static let leastOutline = 0.75
  /// The least grey level that is inside.
  private static let leastLevel: UInt8 = 128

  /// Makes the mask of a picture: white (from 128 of 255) is inside, black outside.
  ///
  /// - Complexity: O(pixels); 4 bytes a pixel.
  public init(_ mask: Plane) {
    size = mask.size
    let stride = mask.width + 1
    var sums = [Int32](repeating: 0, count: stride * (mask.height + 1))
    for y in 0..<mask.height {
      var row: Int32 = 0
      for x in 0..<mask.width {
        if mask[x: x, y: y] < Self.leastLevel { row += 1 }
        sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1] + row
      }
    }
    outside = sums
  }

  /// Whether all pixels within `radius` along both axes of a point are inside. What lies outside of the picture does not count, but
  /// the point itself must lie in it.
  public func holds(x: Double, y: Double, radius: Double) -> Bool {
    guard x >= -0.5, y >= -0.5, x < Double(size.width) - 0.5, y < Double(size.height) - 0.5, radius >= 0 else {
      return false
    }
    let left = max(0, Int((x - radius).rounded()))
    let right = min(size.width - 1, Int(min((x + radius).rounded(), Double(size.width))))
    let top = max(0, Int((y - radius).rounded()))
    let bottom = min(size.height - 1, Int(min((y + radius).rounded(), Double(size.height))))
    let stride = size.width + 1
    let count =
      outside[(bottom + 1) * stride + right + 1] - outside[top * stride + right + 1]
      - outside[(bottom + 1) * stride + left] + outside[top * stride + left]
    return count == 0
  }

  /// The features that lie inside.
  ///
  /// A group of bolts is kept if all its bolts are; its empty places are kept where they are inside. Lines are kept whole or not at all,
  /// ellipses where three quarters of the outline are inside.
  ///
  /// - Precondition: `features` are of a picture of this size.
  /// - Complexity: O(features), and O(length) a line.
  public func limit(_ features: Features) -> Features {
    precondition(features.size == size, "the mask has the picture's size")
    let kept = features.keypoints.indices.filter { index in
      let keypoint = features.keypoints[index]
      return holds(x: Double(keypoint.x), y: Double(keypoint.y), radius: Double(keypoint.size) / 2)
    }
    let lines = features.edges.lines.indices.filter { holds(features.edges.lines[$0]) }
    return Features(
      size: size, keypoints: kept.map { features.keypoints[$0] },
      descriptors: features.descriptors.subset(kept),
      patterns: limit(features.patterns),
      edges: EdgeFeatures(
        lines: lines.map { features.edges.lines[$0] }, ellipses: features.edges.ellipses.filter { holds($0.ellipse) },
        bands: features.edges.bands.limited(toLines: lines),
        samples: features.edges.samples.filter { holds(x: Double($0.x), y: Double($0.y), radius: 0) }
      ).withAxis)
  }

  private func limit(_ patterns: BoltPatterns) -> BoltPatterns {
    let kept = patterns.bolts.indices.filter { index in
      let bolt = patterns.bolts[index]
      return holds(x: bolt.center.x, y: bolt.center.y, radius: bolt.radius)
    }
    var places = [Int?](repeating: nil, count: patterns.bolts.count)
    for (place, index) in kept.enumerated() { places[index] = place }
    func moved(_ bolts: [Int]) -> [Int]? {
      let new = bolts.compactMap { places[$0] }
      return new.count == bolts.count ? new : nil
    }
    return BoltPatterns(
      bolts: kept.map { patterns.bolts[$0] },
      rings: patterns.rings.compactMap { ring in
        guard let bolts = moved(ring.bolts) else { return nil }
        var ring = ring
        ring.bolts = bolts
        ring.missing.removeAll { !holds(x: $0.point.x, y: $0.point.y, radius: 0) }
        return ring
      },
      rows: patterns.rows.compactMap { row in
        guard let bolts = moved(row.bolts) else { return nil }
        var row = row
        row.bolts = bolts
        row.missing.removeAll { !holds(x: $0.x, y: $0.y, radius: 0) }
        return row
      },
      grids: patterns.grids.compactMap { grid in
        guard let bolts = moved(grid.bolts) else { return nil }
        var grid = grid
        grid.bolts = bolts
        return grid
      })
  }

  private func holds(_ line: LineSegment) -> Bool {
    let steps = max(1, Int(line.length.rounded(.up)))
    return (0...steps).allSatisfy { step in
      let t = Double(step) / Double(steps)
      // Ends may lie half a pixel outside of the picture.
      let x = min(max(line.start.x + t * (line.end.x - line.start.x), 0), Double(size.width - 1))
      let y = min(max(line.start.y + t * (line.end.y - line.start.y), 0), Double(size.height - 1))
      return holds(x: x, y: y, radius: 0)
    }
  }

  private func holds(_ ellipse: Ellipse) -> Bool {
    let (cosine, sine) = Elementary.direction(ellipse.angle)
    let inside = (0..<Self.outlineSamples).count { sample in
      let turn = Elementary.direction(2 * Double.pi * Double(sample) / Double(Self.outlineSamples))
      let (u, v) = (ellipse.semiMajor * turn.cosine, ellipse.semiMinor * turn.sine)
      return holds(
        x: ellipse.center.x + u * cosine - v * sine, y: ellipse.center.y + u * sine + v * cosine, radius: 0)
    }
    return Double(inside) >= Self.leastOutline * Double(Self.outlineSamples)
  }
}
