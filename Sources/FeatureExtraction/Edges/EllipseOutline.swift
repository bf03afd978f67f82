/// An ellipse's outline laid over the edges: who lies on it, and whether that is chance.
struct EllipseOutline {
  let field: EdgeField
  /// One byte an edge point: not 0 where an ellipse has it already.
  let owned: UnsafeMutablePointer<UInt8>

  /// An edge point this far from the outline lies on it, in pixels.
  static let reach: Float = 1.5

  /// How an outline is met by edges.
  struct Measure {
    /// log10 of the number of false alarms, over the part inside the image.
    var logNFA: Double
    /// Share of the whole outline that runs of aligned edges lie on.
    var support: Double
  }

  /// Calls `body` with points of the outline, evenly spaced along it, and their outward unit normals.
  ///
  /// - Complexity: O(perimeter / spacing).
  @inline(__always)
  static func walk(
    _ shape: EllipseShape, spacing: Double, _ body: (_ x: Float, _ y: Float, _ normalX: Float, _ normalY: Float) -> Void
  ) {
    var cosine = 1.0
    var sine = 0.0
    var turned = 0.0
    while turned < 2 * Double.pi {
      // At eccentric angle t the outline is (a cos t, b sin t), its normal (b cos t, a sin t) over the speed.
      let along = (shape.a * cosine, shape.b * sine)
      let normal = (shape.b * cosine, shape.a * sine)
      let speed = (normal.0 * normal.0 + normal.1 * normal.1).squareRoot()
      let inverse = 1 / speed
      body(
        Float(shape.x + along.0 * shape.axisX - along.1 * shape.axisY),
        Float(shape.y + along.0 * shape.axisY + along.1 * shape.axisX),
        Float((normal.0 * shape.axisX - normal.1 * shape.axisY) * inverse),
        Float((normal.0 * shape.axisY + normal.1 * shape.axisX) * inverse))
      // A turn by the arctangent of the step, without its sine and cosine.
      let step = spacing * inverse
      let length = 1 / (1 + step * step).squareRoot()
      (cosine, sine) = ((cosine - sine * step) * length, (sine + cosine * step) * length)
      turned += step * (1 - step * step * (1.0 / 3 - step * step / 5))
    }
  }

  /// Samples that a test looks at, at most: more say no more about an outline this long.
  private static let mostSamples = 512.0

  static func spacing(_ shape: EllipseShape) -> Double { max(AlignmentTally.spacing, shape.perimeter / mostSamples) }

  /// Fewer aligned samples in a row are crossings, not the outline's own edge.
  private static let leastRun = 4

  /// The share of a few samples that aligned edges lie near: a cheap first look.
  func promise(_ shape: EllipseShape, sign: Float, reach: Float) -> Double {
    var count = 0.0
    var met = 0.0
    Self.walk(shape, spacing: shape.perimeter / Self.promiseSamples) { x, y, normalX, normalY in
      let index = field.nearest(
        x: x, y: y, normalX: normalX * sign, normalY: normalY * sign, reach: reach,
        leastCosine: AlignmentTally.leastCosine
      ).index
      count += 1
      if index >= 0 { met += 1 }
    }
    return met / max(count, 1)
  }

  private static let promiseSamples = 32.0

  /// Tests an outline; `sign` is 1 where the brighter side is outside, −1 where it is inside.
  func measure(_ shape: EllipseShape, sign: Float) -> Measure {
    var tally = AlignmentTally()
    var total = 0
    var run = 0
    var inRuns = 0
    let margin: Float = 4
    let right = Float(field.width) - 1 - margin
    let bottom = Float(field.height) - 1 - margin
    Self.walk(shape, spacing: Self.spacing(shape)) { x, y, normalX, normalY in
      total &+= 1
      guard x >= margin, y >= margin, x <= right, y <= bottom else {
        run = 0
        return
      }
      let met = field.nearest(x: x, y: y, normalX: normalX * sign, normalY: normalY * sign, reach: Self.reach)
      let cosine = met.index >= 0 && owned[Int(met.index)] == 0 ? met.cosine : -1
      tally.add(cosine: cosine)
      run = cosine >= AlignmentTally.leastCosine ? run &+ 1 : 0
      inRuns &+= run == Self.leastRun ? run : run > Self.leastRun ? 1 : 0
    }
    let tests = AlignmentTally.decimalLogEllipses(width: field.width, height: field.height)
    return Measure(
      logNFA: tally.decimalLogFalseAlarms(decimalLogTests: tests),
      support: Double(inRuns) / Double(max(total, 1)))
  }

  /// Collects the free, aligned edge points near an outline, in its order; returns their number.
  func collect(
    _ shape: EllipseShape, sign: Float, reach: Float, into target: UnsafeMutablePointer<OutlinePoint>
  ) -> Int {
    var count = 0
    Self.walk(shape, spacing: Self.spacing(shape)) { x, y, normalX, normalY in
      let met = field.nearest(
        x: x, y: y, normalX: normalX * sign, normalY: normalY * sign, reach: reach,
        leastCosine: AlignmentTally.leastCosine)
      guard met.index >= 0, owned[Int(met.index)] == 0 else { return }
      let point = field.points[Int(met.index)]
      target[count] = OutlinePoint(
        x: point.x, y: point.y, gradientX: point.gradientX, gradientY: point.gradientY, index: met.index)
      count &+= 1
    }
    return count
  }

  /// The most points that `collect` gives, for shapes whose outline is sampled as `spacing` says.
  static let mostPoints = 700

  /// Makes the aligned edge points near an outline its own.
  func claim(_ shape: EllipseShape, sign: Float) {
    // Every point, not only the samples.
    Self.walk(shape, spacing: 0.9) { x, y, normalX, normalY in
      let met = field.nearest(
        x: x, y: y, normalX: normalX * sign, normalY: normalY * sign, reach: Self.reach,
        leastCosine: AlignmentTally.leastCosine)
      if met.index >= 0 { owned[Int(met.index)] = 1 }
    }
  }
}
