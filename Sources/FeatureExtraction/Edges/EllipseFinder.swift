import ImagePlanes

/// Finds ellipses among the arcs of an image's chains.
///
///     fit every arc; where it makes no ellipse, its parts
///     lay each ellipse over the edges: fit again to all that lies on it, whatever chain it is of
///     keep those that chance does not make, best first; each takes its edges away from the next
///     join the longest arcs that are left, two by two, and do the same
struct EllipseFinder {
  let outline: EllipseOutline
  let chainPoints: UnsafePointer<ChainPoint>
  let vertices: UnsafePointer<Int32>
  let options: EdgeOptions
  private let points: UnsafeMutablePointer<OutlinePoint>

  /// A fit whose points scatter by more, in pixels, is no ellipse.
  private static let largestResidual = 0.65
  /// The same for the first look at an arc, whose fit is still biased.
  private static let largestFirstResidual = 1.5
  /// Less of an outline than this says little about the rest of it.
  private static let leastSupport = 0.3
  /// Points of an arc that its first fit uses, at most.
  private static let fitPoints = 20
  /// An arc that turns by less (50°) tells little of its ellipse, unless it is this long, in pixels, and turns by 35°.
  private static let leastTurningAlone = 0.9
  private static let longArc = 60.0
  private static let leastTurningOfLongArc = 0.6
  /// How often an arc that makes no ellipse is cut, at most.
  private static let cuts = 3
  /// Shorter arcs are left to be found by others of their ellipse.
  private static let leastPoints = 14
  /// Arcs that are joined two by two: the longest.
  private static let joinedArcs = 64
  /// An outline that is not known to this share of its semi-minor axis is not known.
  private static let largestRelativeDeviation = 0.03
  /// Edges bend and overlap: what they are off an ellipse by keeps its sign over several samples, so that this many
  /// count as one.
  private static let correlatedSamples = 5.0
  /// Flatter ellipses are lines.
  private static let largestAxisRatio = 12.0

  init(
    field: EdgeField, chainPoints: UnsafePointer<ChainPoint>, vertices: UnsafePointer<Int32>, options: EdgeOptions,
    workspace: EdgeWorkspace
  ) {
    let owned = workspace.owned.reserve(max(field.count, 1))
    owned.update(repeating: 0, count: field.count)
    outline = EllipseOutline(field: field, owned: owned)
    self.chainPoints = chainPoints
    self.vertices = vertices
    self.options = options
    points = workspace.outline.reserve(EllipseOutline.mostPoints)
  }

  /// An ellipse that may be kept.
  private struct Candidate {
    var shape: EllipseShape
    var sign: Float
    var measure: EllipseOutline.Measure
    var deviation: Double

    /// Most significant first; ties by y, x and size.
    static func precedes(_ a: Candidate, _ b: Candidate) -> Bool {
      (a.measure.logNFA, a.shape.y, a.shape.x, a.shape.a, a.sign)
        < (b.measure.logNFA, b.shape.y, b.shape.x, b.shape.a, b.sign)
    }
  }

  /// The ellipses of `arcs`, most significant first.
  func ellipses(of arcs: [EdgeArc]) -> [EdgeEllipse] {
    var candidates: [Candidate] = []
    for arc in arcs { addCandidates(of: arc, depth: 0, to: &candidates) }
    candidates.sort(by: Candidate.precedes)
    var kept: [Candidate] = []
    for candidate in candidates { keep(candidate, in: &kept) }
    join(arcs, into: &kept)
    kept.sort(by: Candidate.precedes)
    return kept.map { candidate in
      EdgeEllipse(
        ellipse: candidate.shape.ellipse, isBrightInside: candidate.sign < 0, logNFA: candidate.measure.logNFA,
        deviation: candidate.deviation, support: candidate.measure.support)
    }
  }

  /// Keeps a candidate if it is still significant by edges that no better one has.
  private func keep(_ candidate: Candidate, in kept: inout [Candidate]) {
    let left = outline.measure(candidate.shape, sign: candidate.sign)
    guard left.logNFA < 0 else { return }
    outline.claim(candidate.shape, sign: candidate.sign)
    kept.append(candidate)
  }

  // MARK: One arc

  private func addCandidates(of arc: EdgeArc, depth: Int, to candidates: inout [Candidate]) {
    let turns = abs(arc.turning) >= Self.leastTurningAlone
    guard turns || (arc.length >= Self.longArc && abs(arc.turning) >= Self.leastTurningOfLongArc) else { return }
    guard arc.points.count >= Self.leastPoints else { return }
    let count = sample(arc.points, at: 0)
    // Most pieces of texture are no ellipse at first sight.
    if let sight = EllipseFit(points, count: count, stride: 2, rounds: 1), sight.residual <= Self.largestFirstResidual,
      let fit = EllipseFit(points, count: count, rounds: 2), fit.residual <= Self.largestResidual
    {
      if let candidate = refined(fit.shape, sign: arc.turning > 0 ? -1 : 1) { candidates.append(candidate) }
      return
    }
    // Two curves that follow each other: cut at the sharpest turn, one of them may be an ellipse's.
    guard depth < Self.cuts, arc.vertices.count >= 4 else { return }
    for half in arc.halves(vertices, chainPoints) { addCandidates(of: half, depth: depth + 1, to: &candidates) }
  }

  /// Takes up to `fitPoints` points of a piece of a chain, evenly; returns their number.
  private func sample(_ range: Range<Int>, at offset: Int) -> Int {
    // Chains bend at their ends, where other edges come near.
    let trimmed = range.count > 24 ? range.dropFirst(2).dropLast(2) : range[...]
    let count = min(Self.fitPoints, trimmed.count)
    for index in 0..<count {
      let at = trimmed.startIndex + (2 * index + 1) * trimmed.count / (2 * count)
      points[offset + index] = OutlinePoint(chainPoints[at])
    }
    return count
  }

  /// A first look at a shape: this share of a few samples must be met.
  private static let leastPromise = 0.25

  /// Fits a shape again to all edges that lie on it; nil where it turns out not to be an ellipse, or to be chance.
  private func refined(_ first: EllipseShape, sign: Float) -> Candidate? {
    var shape = first
    guard isPlausible(shape) else { return nil }
    // A short arc's ellipse is uncertain far from it: look farther round it first.
    let widest = Float(min(max(0.03 * shape.b, 2), 6))
    let reaches = widest < 3 ? [widest, 1.5] : [widest, widest / 2, 1.5, 1.5]
    guard outline.promise(shape, sign: sign, reach: reaches[0]) >= Self.leastPromise else { return nil }
    var fit: EllipseFit?
    for reach in reaches {
      let count = outline.collect(shape, sign: sign, reach: reach, into: points)
      guard count >= 8, Double(count) * EllipseOutline.spacing(shape) >= Self.leastPromise * shape.perimeter,
        let next = EllipseFit(points, count: count, stride: max(1, count / 96), rounds: 3, scale: Double(reach) / 3)
      else {
        return nil
      }
      shape = next.shape
      fit = next
      guard isPlausible(shape) else { return nil }
    }
    guard let fit, fit.residual <= Self.largestResidual, shape.b >= options.minimumSemiMinor else { return nil }
    let measure = outline.measure(shape, sign: sign)
    guard measure.logNFA < 0, measure.support >= Self.leastSupport else { return nil }
    let deviation = deviation(of: fit)
    guard deviation <= Self.largestRelativeDeviation * shape.b else { return nil }
    return Candidate(shape: shape, sign: sign, measure: measure, deviation: deviation)
  }

  /// Whether a shape may be looked at: not too small, flat or large.
  private func isPlausible(_ shape: EllipseShape) -> Bool {
    let field = outline.field
    return shape.b >= 0.8 * options.minimumSemiMinor && shape.a <= Self.largestAxisRatio * shape.b
      && shape.a <= 2 * Double(max(field.width, field.height))
  }

  /// An edge point's place is known no better than this, in pixels: what sampling and smoothing leave.
  private static let leastPointDeviation = 0.05

  /// The root mean square over the outline of its standard deviation.
  private func deviation(of fit: EllipseFit) -> Double {
    let scatter = max(fit.residual, Self.leastPointDeviation)
    let pointDeviation = scatter * Self.correlatedSamples.squareRoot()
    var sum = 0.0
    var count = 0.0
    EllipseOutline.walk(fit.shape, spacing: fit.shape.perimeter / 24) { x, y, _, _ in
      let deviation = fit.deviation(x: Double(x), y: Double(y), pointDeviation: pointDeviation)
      sum += deviation * deviation
      count += 1
    }
    return (sum / max(count, 1)).squareRoot()
  }

  // MARK: Two arcs

  private func join(_ arcs: [EdgeArc], into kept: inout [Candidate]) {
    var open = arcs.filter { !isOwned($0) && $0.points.count >= 16 }
    open.sort { ($1.length, $0.points.lowerBound) < ($0.length, $1.points.lowerBound) }
    open = Array(open.prefix(Self.joinedArcs))
    let ends = open.map { ArcEnds($0, chainPoints) }
    for first in open.indices {
      guard !isOwned(open[first]) else { continue }
      var best: Candidate?
      for second in open.indices where second > first {
        guard ends[first].faces(ends[second]), !isOwned(open[second]) else { continue }
        let count = sample(open[first].points, at: 0)
        let all = count + sample(open[second].points, at: count)
        guard let fit = EllipseFit(points, count: all, rounds: 2), fit.residual <= 1.5 * Self.largestResidual,
          let candidate = refined(fit.shape, sign: ends[first].isBrightInside ? -1 : 1)
        else { continue }
        if best.map({ Candidate.precedes(candidate, $0) }) ?? true { best = candidate }
      }
      if let best { keep(best, in: &kept) }
    }
  }

  /// Whether most of an arc belongs to an ellipse already.
  private func isOwned(_ arc: EdgeArc) -> Bool {
    var taken = 0
    var count = 0
    for index in stride(from: arc.points.lowerBound, to: arc.points.upperBound, by: 4) {
      taken += Int(outline.owned[Int(chainPoints[index].index)])
      count += 1
    }
    return 2 * taken > count
  }
}

/// Three points of an arc with their inward normals: enough to see whether two arcs can belong to one convex curve.
private struct ArcEnds {
  var isBrightInside: Bool
  private var places: [(x: Float, y: Float, inwardX: Float, inwardY: Float)]

  /// Places this far outside another's tangent still count as on it, in pixels.
  private static let slack: Float = 2

  init(_ arc: EdgeArc, _ points: UnsafePointer<ChainPoint>) {
    isBrightInside = arc.turning > 0
    let sign: Float = isBrightInside ? 1 : -1
    let (low, high) = (arc.points.lowerBound, arc.points.upperBound - 1)
    // A little inside the ends, where the gradients are the arc's own.
    places = [min(low + 2, high), (low + high) / 2, max(high - 2, low)].map { index in
      let point = points[index]
      let (gx, gy) = (Float(point.gradientX), Float(point.gradientY))
      let scale = sign / (gx * gx + gy * gy).squareRoot()
      return (point.x, point.y, gx * scale, gy * scale)
    }
  }

  /// Whether each lies on the inner side of the other's tangents.
  func faces(_ other: ArcEnds) -> Bool {
    guard isBrightInside == other.isBrightInside else { return false }
    for a in places {
      for b in other.places {
        let (dx, dy) = (b.x - a.x, b.y - a.y)
        if dx * a.inwardX + dy * a.inwardY < -Self.slack || dx * b.inwardX + dy * b.inwardY > Self.slack {
          return false
        }
      }
    }
    return true
  }
}
