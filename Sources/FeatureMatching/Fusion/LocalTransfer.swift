import FeatureExtraction
import ImagePlanes
import ReproducibleMath

/// Says where a place of one frame is in another frame of the same clip, by the keypoints round it.
///
/// Two frames of a clip show one object: its texture matches, which that of two objects does not. No single homography maps a body of
/// many surfaces, and captions stand still while the scene moves; so each place is carried by its own neighbourhood: of the
/// nearest matches, the largest set that agrees in one similarity, and an affine map through that set.
struct LocalTransfer {
  /// Where a place has gone.
  struct Landing {
    /// The place in the target frame, in pixels.
    let point: Point
    /// Standard deviation along each axis, in pixels.
    let deviation: Double
    /// Length in the target over length in the source, there.
    let scale: Double
  }

  /// A pair of places.
  struct Pair {
    let from: Point
    let to: Point
  }

  /// Matches asked for a place. Few, so that they lie on its surface; enough that outliers are outvoted.
  private static let neighbours = 14
  /// The least that must agree, and their least share of those asked.
  private static let leastAgreeing = 6
  private static let leastShare = 0.5
  /// Pixels within which a match agrees: localisation, and what an affine map of a curved surface leaves.
  private static let tolerance = 2.5
  /// Furthest match that is asked, over the picture's diagonal: beyond it lies another surface.
  private static let reach = 0.12
  /// The greatest change of scale between two frames that are thought to show the same moment.
  private static let greatestScale = 2.0
  /// Deviation that no landing's falls below, in pixels.
  private static let leastDeviation = 0.4

  private let pairs: [Pair]
  private let reachSquared: Double

  /// Prepares the transfer along `pairs`, from a frame of `size`.
  init(_ pairs: [Pair], size: ImageSize) {
    self.pairs = pairs
    let diagonal = Double(size.width * size.width + size.height * size.height)
    reachSquared = Self.reach * Self.reach * diagonal
  }

  /// Where `place` is in the other frame; nil where its neighbourhood does not say.
  ///
  /// - Complexity: O(matches) for the nearest, and a constant number of steps.
  func landing(of place: Point) -> Landing? {
    let near = nearest(to: place)
    guard near.count >= Self.leastAgreeing else { return nil }
    let agreeing = consensus(near)
    guard agreeing.count >= Self.leastAgreeing, Double(agreeing.count) >= Self.leastShare * Double(near.count) else {
      return nil
    }
    return affine(agreeing, at: place)
  }

  private func nearest(to place: Point) -> [Pair] {
    var found: [(square: Double, index: Int)] = []
    for (index, pair) in pairs.enumerated() {
      let square = pair.from.squaredDistance(to: place)
      guard square <= reachSquared else { continue }
      if found.count == Self.neighbours, square >= found[found.count - 1].square { continue }
      let position = found.firstIndex { square < $0.square } ?? found.count
      found.insert((square, index), at: position)
      if found.count > Self.neighbours { found.removeLast() }
    }
    return found.map { pairs[$0.index] }
  }

  /// The largest set that agrees in the similarity of two of its pairs; of equal ones the first found.
  private func consensus(_ near: [Pair]) -> [Pair] {
    var best: [Pair] = []
    for first in near.indices {
      for second in near.indices.dropFirst(first + 1) {
        guard let similarity = Similarity(near[first], near[second]),
          similarity.scaleSquared < Self.greatestScale * Self.greatestScale,
          similarity.scaleSquared * Self.greatestScale * Self.greatestScale > 1
        else { continue }
        let agreeing = near.filter {
          similarity.apply(to: $0.from).squaredDistance(to: $0.to) <= Self.tolerance * Self.tolerance
        }
        if agreeing.count > best.count { best = agreeing }
      }
    }
    return best
  }

  /// The least-squares affine map of `pairs` at `place`, with what its residuals and its lever say of the deviation.
  private func affine(_ pairs: [Pair], at place: Point) -> Landing? {
    let count = Double(pairs.count)
    let middle = Point(
      x: pairs.reduce(0) { $0 + $1.from.x } / count, y: pairs.reduce(0) { $0 + $1.from.y } / count)
    let target = Point(x: pairs.reduce(0) { $0 + $1.to.x } / count, y: pairs.reduce(0) { $0 + $1.to.y } / count)
    var (xx, xy, yy) = (0.0, 0.0, 0.0)
    var (ux, uy, vx, vy) = (0.0, 0.0, 0.0, 0.0)
    for pair in pairs {
      let (x, y) = (pair.from.x - middle.x, pair.from.y - middle.y)
      let (u, v) = (pair.to.x - target.x, pair.to.y - target.y)
      (xx, xy, yy) = (xx + x * x, xy + x * y, yy + y * y)
      (ux, uy, vx, vy) = (ux + u * x, uy + u * y, vx + v * x, vy + v * y)
    }
    let determinant = xx * yy - xy * xy
    // Matches on a line fix no affine map: a pixel of spread across it is asked for.
    guard determinant > count * (xx + yy), determinant.isFinite else { return nil }
    let (a, b) = ((ux * yy - uy * xy) / determinant, (uy * xx - ux * xy) / determinant)
    let (c, d) = ((vx * yy - vy * xy) / determinant, (vy * xx - vx * xy) / determinant)
    let area = a * d - b * c
    guard area > 0 else { return nil }
    var square = 0.0
    for pair in pairs {
      let (x, y) = (pair.from.x - middle.x, pair.from.y - middle.y)
      let offset = Point(x: target.x + a * x + b * y, y: target.y + c * x + d * y)
      square += offset.squaredDistance(to: pair.to)
    }
    let variance = max(square / (2 * count - 6), Self.leastDeviation * Self.leastDeviation)
    let (x, y) = (place.x - middle.x, place.y - middle.y)
    let lever = 1 / count + (yy * x * x - 2 * xy * x * y + xx * y * y) / determinant
    return Landing(
      point: Point(x: target.x + a * x + b * y, y: target.y + c * x + d * y),
      deviation: max(Self.leastDeviation, (variance * lever).squareRoot()), scale: area.squareRoot())
  }
}

/// A turn, a scale and a shift.
private struct Similarity {
  private let cosine, sine: Double
  private let origin, target: Point

  /// The one that maps two pairs; nil where they are one place.
  init?(_ first: LocalTransfer.Pair, _ second: LocalTransfer.Pair) {
    let (x, y) = (second.from.x - first.from.x, second.from.y - first.from.y)
    let (u, v) = (second.to.x - first.to.x, second.to.y - first.to.y)
    let square = x * x + y * y
    guard square > 1 else { return nil }
    cosine = (x * u + y * v) / square
    sine = (x * v - y * u) / square
    origin = first.from
    target = first.to
  }

  var scaleSquared: Double { cosine * cosine + sine * sine }

  func apply(to point: Point) -> Point {
    let (x, y) = (point.x - origin.x, point.y - origin.y)
    return Point(x: target.x + cosine * x - sine * y, y: target.y + sine * x + cosine * y)
  }
}
