/// The curves that a ring's places are sought on: one for an arc that shows its ellipse, a few for one that does not.
enum RingStarts {
  /// Half lengths tried for a flat arc, over the half length seen: bolts seen to 80°, 65°, 55° and 45° to each side.
  private static let flatShares = [1.015, 1.1, 1.22, 1.41]
  /// Most rims looked at, in the order given: strongest first.
  private static let mostRims = 12
  /// A rim is taken for concentric where its squared residuals are below this: five numbers less the radius, at three
  /// sigmas.
  private static let rimLimit = 16.0
  /// An ellipse whose size is known to this share needs no guesses.
  private static let steadySize = 0.02
  /// Below this ratio of its axes an ellipse through noisy points may have any length.
  private static let flatRatio = 0.2

  /// The fitted curves, the most trusted first; empty where nothing fits.
  static func curves(_ problem: RingProblem, kind: BoltRing.Kind?, equations: NormalEquations) -> [CurveFit] {
    let parallel = problem.parallels.compactMap { plane in
      plane.start(problem).flatMap {
        CurveFit(problem, start: $0, isHalf: false, parallel: plane, equations: equations)
      }
    }
    let own = ownCurves(problem, kind: kind, equations: equations)
    // What leaves members out that are on one curve is another body's.
    let most = own.map(\.inliers).max() ?? 0
    let outlined = outlined(
      problem, kind: kind, plain: own.first { $0.rims.isEmpty && $0.body == nil }, equations: equations)
    // With a plane known, rims tell more; and what they tell must be heard with it, or they outbid it.
    var both: [CurveFit] = []
    if kind != .girth {
      for curve in parallel where curve.inliers >= 5 {
        both += rimmed(problem, plain: curve, parallel: curve.parallel, equations: equations)
      }
    }
    func isWhole(_ curve: CurveFit) -> Bool { curve.inliers >= 5 && 5 * curve.inliers >= 4 * most }
    return (parallel + both).filter(isWhole) + own + outlined.filter(isWhole)
  }

  /// The curves that touch the silhouette of a body, for members that may be a girth's.
  private static func outlined(
    _ problem: RingProblem, kind: BoltRing.Kind?, plain: CurveFit?, equations: NormalEquations
  ) -> [CurveFit] {
    guard kind != .face, !problem.lines.isEmpty else { return [] }
    if let plain {
      guard kind == .girth || RingKindDecision.kinds(of: plain).contains(.girth) else { return [] }
      let axes = plain.map.axes
      if axes.minor > flatRatio * axes.major {
        return BodyOutline.candidates(problem, along: axes.imageMajor).compactMap {
          CurveFit(problem, start: plain.map, isHalf: false, outline: $0, equations: equations)
        }
      }
    }
    guard let along = ConicStart.longestDirection(problem) else { return [] }
    return BodyOutline.candidates(problem, along: along).compactMap { outline in
      ConicStart.flatHalves(problem, along: along, shares: [], body: outline.width(along: along)).first.flatMap {
        CurveFit(problem, start: $0, isHalf: true, outline: outline, equations: equations)
      }
    }
  }

  /// The curves that the members and rims tell.
  private static func ownCurves(
    _ problem: RingProblem, kind: BoltRing.Kind?, equations: NormalEquations
  ) -> [CurveFit] {
    let conics = ConicStart.ellipses(problem).compactMap { start in
      CurveFit(problem, start: start, isHalf: false, rims: [], equations: equations)
    }
    let plain = conics.first
    let rimmed = kind == .girth ? [] : rimmed(problem, plain: plain, parallel: nil, equations: equations)
    let isTold =
      plain.map {
        $0.sizeDeviation < steadySize || (kind != .girth && $0.map.axes.minor > flatRatio * $0.map.axes.major)
      } ?? !rimmed.isEmpty
    var found = rimmed + conics
    guard !isTold, let along = ConicStart.longestDirection(problem) else { return found }
    let body = kind == .face ? nil : BodyWidth.first(problem, along: along)
    for width in body == nil ? [nil] : [body, nil] {
      for start in ConicStart.flatHalves(
        problem, along: along, shares: flatShares, body: width.map { ($0.halfWidth, $0.middle) })
      {
        let hold = width == nil ? BodyWidth(guess: start) : nil
        if let fit = CurveFit(problem, start: start, isHalf: true, body: width, hold: hold, equations: equations) {
          found.append(fit)
        }
      }
    }
    let most = found.map(\.inliers).max() ?? 0
    return found.filter { 5 * $0.inliers >= 4 * most }
  }

  /// The fits with the rims that are about the ring's axis, in the bolts' plane and off it; empty where there is none.
  private static func rimmed(
    _ problem: RingProblem, plain: CurveFit?, parallel: ParallelPlane?, equations: NormalEquations
  ) -> [CurveFit] {
    var best: CurveFit?
    var used: [Int] = []
    for index in problem.rims.indices.prefix(mostRims) {
      guard used.count < 2 else { break }
      let rim = problem.rims[index]
      var starts: [RingMap] = []
      if let base = best ?? plain { starts.append(base.map) }
      if used.isEmpty, parallel == nil, let scaled = scaled(rim, to: problem) { starts.append(scaled) }
      var chosen: CurveFit?
      for start in starts {
        guard
          let fit = CurveFit(
            problem, start: start, isHalf: false, rims: (used + [index]).map { ($0, true) }, parallel: parallel,
            equations: equations),
          fit.rimChiSquare < rimLimit * Double(used.count + (parallel == nil ? 1 : 2)), fit.inliers >= 5
        else { continue }
        if chosen.map({ fit.inliers > $0.inliers || (fit.inliers == $0.inliers && fit.rimChiSquare < $0.rimChiSquare) })
          ?? true
        {
          chosen = fit
        }
      }
      // A rim may cost no members.
      if let chosen, chosen.inliers >= ((best ?? plain)?.inliers ?? 0) - 1 {
        best = chosen
        used.append(index)
      }
    }
    guard let best else { return [] }
    // One of them, or none, in the bolts' plane: with one there the other tells nothing new about perspective.
    return used.compactMap { coplanar in
      CurveFit(
        problem, start: best.map, isHalf: false, rims: used.map { ($0, $0 != coplanar) }, parallel: parallel,
        equations: equations)
    } + [best]
  }

  /// The rim's ellipse scaled about its middle to most of the members; nil where they are at no common scale.
  private static func scaled(_ rim: RingProblem.Rim, to problem: RingProblem) -> RingMap? {
    let map = RingMap(first: rim.major, second: rim.minor, center: rim.center, depth: .zero)
    let radii = problem.points.map { map.preimage($0).squaredLength.squareRoot() }.sorted()
    let median = radii[radii.count / 2]
    guard median.isFinite, median > 0.05, median < 20 else { return nil }
    let near = radii.count { abs($0 - median) < 0.15 * median }
    guard 2 * near > radii.count else { return nil }
    return RingMap(first: rim.major * median, second: rim.minor * median, center: rim.center, depth: .zero)
  }
}
