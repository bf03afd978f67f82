import ImagePlanes
import ReproducibleMath

/// Evenly spaced places in a plane, seen in perspective: what a chain of bolts may be explained by.
protocol SpacedModel {
  /// Unknowns.
  static var order: Int { get }
  /// The unknowns' values.
  var parameters: ParameterVector { get set }
  /// Starts with a fit without perspective. False where there is none.
  mutating func start(_ points: [Point], slots: [Int]) -> Bool
  /// Makes ready for places up to `slots` from the middle; to be called when the parameters have changed.
  mutating func prepare(slots: Int)
  /// The place of a slot, counted from the middle one; nil where it lies behind the camera.
  func place(_ slot: Int) -> Point?
  /// The derivatives of the place's x and y by the parameters.
  func derivatives(_ slot: Int, at place: Point, x: inout ParameterVector, y: inout ParameterVector)
  /// Adds what is known beforehand to the equations of a step from the present parameters.
  func addPriors(to equations: inout FitEquations)
  /// What the priors add to the sum of squared residuals.
  var priorCost: Double { get }
  /// log10 of the density of groups over the parameters: one of the kind is expected in a picture.
  var decimalLogPrior: Double { get }
  /// Half of the group's extent in pixels: what its parts' bending is measured by.
  func extent(slots: Int) -> Double
}

/// Even places on a circle in perspective: (c + u cos δm + v sin δm) / (1 + a cos δm + b sin δm).
///
/// Linear in all but δ and the perspective, and well posed for thin ellipses and short arcs, where a conic through the points
/// is not. Parameters: c, u and v (x and y each), a, b, δ.
struct SpacedRingModel: SpacedModel {
  static let order = 9

  var parameters = ParameterVector(repeating: 0)
  private let imageSize: ImageSize
  private let diagonal: Double
  private var cosines = InlineArray<73, Double>(repeating: 1)
  private var sines = InlineArray<73, Double>(repeating: 0)

  /// Standard deviation of a and b: the depth of the ring over its distance. 0.15 is a ring of 1 m seen steeply from 3 m.
  static let perspectiveDeviation = 0.15
  /// Places of a whole ring, at least and at most.
  static let slotCounts = (least: 4.0, largest: 64.0)

  init(imageSize: ImageSize) {
    self.imageSize = imageSize
    let w = Double(imageSize.width)
    let h = Double(imageSize.height)
    diagonal = max((w * w + h * h).squareRoot(), 1)
  }

  var step: Double {
    get { parameters[8] }
    set { parameters[8] = newValue }
  }

  mutating func prepare(slots: Int) {
    let (c, s) = Elementary.direction(step)
    cosines[0] = 1
    sines[0] = 0
    for m in 0..<min(slots, 72) {
      cosines[m + 1] = cosines[m] * c - sines[m] * s
      sines[m + 1] = sines[m] * c + cosines[m] * s
    }
  }

  @inline(__always) func direction(_ slot: Int) -> (cosine: Double, sine: Double) {
    slot >= 0 ? (cosines[min(slot, 72)], sines[min(slot, 72)]) : (cosines[min(-slot, 72)], -sines[min(-slot, 72)])
  }

  func place(_ slot: Int) -> Point? {
    let (c, s) = direction(slot)
    let w = 1 + parameters[6] * c + parameters[7] * s
    guard w > 0.2 else { return nil }
    return Point(
      x: (parameters[0] + parameters[2] * c + parameters[4] * s) / w,
      y: (parameters[1] + parameters[3] * c + parameters[5] * s) / w)
  }

  func derivatives(_ slot: Int, at place: Point, x: inout ParameterVector, y: inout ParameterVector) {
    let (c, s) = direction(slot)
    let inverse = 1 / (1 + parameters[6] * c + parameters[7] * s)
    x[0] = inverse
    x[1] = 0
    x[2] = c * inverse
    x[3] = 0
    x[4] = s * inverse
    x[5] = 0
    x[6] = -place.x * c * inverse
    x[7] = -place.x * s * inverse
    y[0] = 0
    y[1] = inverse
    y[2] = 0
    y[3] = c * inverse
    y[4] = 0
    y[5] = s * inverse
    y[6] = -place.y * c * inverse
    y[7] = -place.y * s * inverse
    let turn = parameters[7] * c - parameters[6] * s
    let m = Double(slot) * inverse
    x[8] = m * (parameters[4] * c - parameters[2] * s - place.x * turn)
    y[8] = m * (parameters[5] * c - parameters[3] * s - place.y * turn)
  }

  private var centerWeight: Double { 1 / (diagonal * diagonal) }
  private var perspectiveWeight: Double { 1 / (Self.perspectiveDeviation * Self.perspectiveDeviation) }

  func addPriors(to equations: inout FitEquations) {
    equations.addPrior(0, value: 0.5 * Double(imageSize.width) - parameters[0], weight: centerWeight)
    equations.addPrior(1, value: 0.5 * Double(imageSize.height) - parameters[1], weight: centerWeight)
    for index in 2..<6 { equations.addPrior(index, value: -parameters[index], weight: 2 * centerWeight) }
    for index in 6..<8 { equations.addPrior(index, value: -parameters[index], weight: perspectiveWeight) }
    // δ: as wide as its range.
    equations.addPrior(8, value: 0, weight: 1)
  }

  var priorCost: Double {
    let dx = 0.5 * Double(imageSize.width) - parameters[0]
    let dy = 0.5 * Double(imageSize.height) - parameters[1]
    var axes = 0.0
    for index in 2..<6 { axes += parameters[index] * parameters[index] }
    let perspective = parameters[6] * parameters[6] + parameters[7] * parameters[7]
    return centerWeight * (dx * dx + dy * dy + 2 * axes) + perspectiveWeight * perspective
  }

  /// The longer of u and v, squared.
  private var squaredSize: Double {
    max(
      parameters[2] * parameters[2] + parameters[3] * parameters[3],
      parameters[4] * parameters[4] + parameters[5] * parameters[5], 1)
  }

  var decimalLogPrior: Double {
    // Centre: anywhere in the picture and a quarter round it. Axes: the longer one log-uniform over a range of 200, the shorter
    // one uniform below it, direction and phase uniform; du dv = |a² − b²| da db dψ dt.
    let area = 1.5 * Double(max(imageSize.area, 1))
    let size = squaredSize
    let volume = area * 105 * size * size
    let deviation = Self.perspectiveDeviation
    let perspective = parameters[6] * parameters[6] + parameters[7] * parameters[7]
    let slotsPerAngle =
      2 * Double.pi / (step * step) / (Self.slotCounts.largest - Self.slotCounts.least)
    return Elementary.decimalLogarithm(slotsPerAngle / (2 * Double.pi * deviation * deviation))
      - 0.434_294_481_903_251_83 * perspective * perspectiveWeight / 2 - Elementary.decimalLogarithm(volume)
  }

  func extent(slots: Int) -> Double { squaredSize.squareRoot() }

  /// The circle's image; nil where it is no ellipse.
  var ellipse: Ellipse? {
    let p = parameters
    return Conic(
      circleIn: Matrix3(p[2], p[4], p[0], p[3], p[5], p[1], p[6], p[7], 1)
    )?.ellipse
  }

  /// Starts with the best ring without perspective, over a range of spacings.
  ///
  /// - Complexity: O(spacings × members).
  mutating func start(_ points: [Point], slots: [Int]) -> Bool {
    var best = Double.infinity
    var bestParameters = parameters
    for count in Self.trialCounts {
      step = 2 * Double.pi / count
      prepare(slots: 72)
      guard let residual = fitAffine(points, slots) else { continue }
      if residual < best {
        best = residual
        bestParameters = parameters
      }
    }
    parameters = bestParameters
    return best < .infinity
  }

  /// Numbers of places tried at first; the fit goes on from the best.
  private static let trialCounts = [5, 6, 7.2, 8.6, 10.4, 12.5, 15, 18, 22, 27, 34, 44]

  /// Least squares of c, u, v for the present δ, without perspective. Returns the sum of squared residuals.
  private mutating func fitAffine(_ points: [Point], _ slots: [Int]) -> Double? {
    var (c1, s1, cc, cs, ss) = (0.0, 0.0, 0.0, 0.0, 0.0)
    var (x0, xc, xs, y0, yc, ys, total) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    let origin = points[0]
    for index in points.indices {
      let (c, s) = direction(slots[index])
      let x = points[index].x - origin.x
      let y = points[index].y - origin.y
      c1 += c
      s1 += s
      cc += c * c
      cs += c * s
      ss += s * s
      x0 += x
      xc += c * x
      xs += s * x
      y0 += y
      yc += c * y
      ys += s * y
      total += x * x + y * y
    }
    // A little stiffness: spacings that the arc is too short for run away to infinite circles.
    let stiffness = 1e-7 * Double(points.count)
    let m = Matrix3(
      Double(points.count), c1, s1, c1, cc + stiffness, cs, s1, cs, ss + stiffness)
    let d = m.determinant
    guard d > 1e-14 else { return nil }
    let a00 = m.m11 * m.m22 - m.m12 * m.m21
    let a01 = m.m02 * m.m21 - m.m01 * m.m22
    let a02 = m.m01 * m.m12 - m.m02 * m.m11
    let a11 = m.m00 * m.m22 - m.m02 * m.m20
    let a12 = m.m02 * m.m10 - m.m00 * m.m12
    let a22 = m.m00 * m.m11 - m.m01 * m.m10
    let (cx, ux, vx) = (
      (a00 * x0 + a01 * xc + a02 * xs) / d, (a01 * x0 + a11 * xc + a12 * xs) / d, (a02 * x0 + a12 * xc + a22 * xs) / d
    )
    let (cy, uy, vy) = (
      (a00 * y0 + a01 * yc + a02 * ys) / d, (a01 * y0 + a11 * yc + a12 * ys) / d, (a02 * y0 + a12 * yc + a22 * ys) / d
    )
    parameters[0] = cx + origin.x
    parameters[1] = cy + origin.y
    parameters[2] = ux
    parameters[3] = uy
    parameters[4] = vx
    parameters[5] = vy
    parameters[6] = 0
    parameters[7] = 0
    return max(total - (cx * x0 + ux * xc + vx * xs) - (cy * y0 + uy * yc + vy * ys), 0)
  }
}

/// Even places on a line in perspective: (p + q m) / (1 + g m). Parameters: p, q (x and y each), g.
struct SpacedRowModel: SpacedModel {
  static let order = 5

  var parameters = ParameterVector(repeating: 0)
  private let imageSize: ImageSize

  /// Standard deviation of g, the relative change of depth from place to place: 0.03 makes the last of ten steps half as long
  /// again as the first.
  static let perspectiveDeviation = 0.03

  init(imageSize: ImageSize) { self.imageSize = imageSize }

  mutating func prepare(slots: Int) {}

  func place(_ slot: Int) -> Point? {
    let m = Double(slot)
    let w = 1 + parameters[4] * m
    guard w > 0.1 else { return nil }
    return Point(x: (parameters[0] + parameters[2] * m) / w, y: (parameters[1] + parameters[3] * m) / w)
  }

  func derivatives(_ slot: Int, at place: Point, x: inout ParameterVector, y: inout ParameterVector) {
    let m = Double(slot)
    let inverse = 1 / (1 + parameters[4] * m)
    x[0] = inverse
    x[1] = 0
    x[2] = m * inverse
    x[3] = 0
    x[4] = -place.x * m * inverse
    y[0] = 0
    y[1] = inverse
    y[2] = 0
    y[3] = m * inverse
    y[4] = -place.y * m * inverse
  }

  private var perspectiveWeight: Double { 1 / (Self.perspectiveDeviation * Self.perspectiveDeviation) }

  func addPriors(to equations: inout FitEquations) {
    equations.addPrior(4, value: -parameters[4], weight: perspectiveWeight)
  }

  var priorCost: Double { perspectiveWeight * parameters[4] * parameters[4] }

  var decimalLogPrior: Double {
    // Position: anywhere in the picture; the step: any direction, log-uniform over a range of 100.
    let square = max(parameters[2] * parameters[2] + parameters[3] * parameters[3], 1)
    let volume = 1.5 * Double(max(imageSize.area, 1)) * square * 2 * Double.pi * 4.6
    let deviation = Self.perspectiveDeviation
    return -Elementary.decimalLogarithm(volume * deviation * (2 * Double.pi).squareRoot())
      - 0.434_294_481_903_251_83 * priorCost / 2
  }

  func extent(slots: Int) -> Double {
    (parameters[2] * parameters[2] + parameters[3] * parameters[3]).squareRoot() * Double(slots) / 2
  }

  /// Starts with the line of even steps that fits best.
  mutating func start(_ points: [Point], slots: [Int]) -> Bool {
    var (n, m1, m2, x0, x1, y0, y1) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    for index in points.indices {
      let m = Double(slots[index])
      n += 1
      m1 += m
      m2 += m * m
      x0 += points[index].x
      x1 += m * points[index].x
      y0 += points[index].y
      y1 += m * points[index].y
    }
    let d = n * m2 - m1 * m1
    guard d > 0 else { return false }
    parameters = ParameterVector(repeating: 0)
    parameters[0] = (m2 * x0 - m1 * x1) / d
    parameters[1] = (m2 * y0 - m1 * y1) / d
    parameters[2] = (n * x1 - m1 * x0) / d
    parameters[3] = (n * y1 - m1 * y0) / d
    return true
  }
}
