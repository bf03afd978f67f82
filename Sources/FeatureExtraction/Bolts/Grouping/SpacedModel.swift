import ImagePlanes
import ReproducibleMath

/// Evenly spaced places in a plane, seen in perspective: what a chain of bolts may be explained by.
protocol SpacedModel {
  /// Unknowns.
  var order: Int { get }
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
  ///
  /// - Parameters:
  ///   - radius: The bolts' radius, in pixels: what their distance is measured by.
  ///   - stepDeviation: Standard deviation of the last parameter.
  func decimalLogPrior(radius: Double, stepDeviation: Double) -> Double
  /// Half of the group's extent in pixels: what its parts' bending is measured by.
  func extent(slots: Int) -> Double
}

/// Even places on a circle in perspective: (c + u cos δm + v sin δm) / (1 + a cos δm + b sin δm).
///
/// Linear in all but δ and the perspective, and well posed for thin ellipses and short arcs, where a conic through the points
/// is not. Parameters: c, u and v (x and y each), a, b, δ, ε.
struct SpacedRingModel: SpacedModel {
  /// Whether the bolts stand in pairs: even slots are turned on by ε, odd ones back.
  let isPaired: Bool
  var order: Int { isPaired ? 10 : 9 }

  var parameters = ParameterVector(repeating: 0)
  private let imageSize: ImageSize
  private let diagonal: Double
  private var cosines = InlineArray<73, Double>(repeating: 1)
  private var sines = InlineArray<73, Double>(repeating: 0)
  private var pairTurn = (cosine: 1.0, sine: 0.0)

  /// Standard deviation of a and b: the depth of the ring over its distance. 0.15 is a ring of 1 m seen steeply from 3 m.
  static let perspectiveDeviation = 0.15
  /// Places of a whole ring, at least and at most.
  static let slotCounts = (least: 4.0, largest: 64.0)

  init(imageSize: ImageSize, isPaired: Bool) {
    self.imageSize = imageSize
    self.isPaired = isPaired
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
    if isPaired { pairTurn = Elementary.direction(parameters[9]) }
  }

  @inline(__always) private func direction(_ slot: Int) -> (cosine: Double, sine: Double) {
    let m = min(abs(slot), 72)
    let c = cosines[unchecked: m]
    let s = slot >= 0 ? sines[unchecked: m] : -sines[unchecked: m]
    guard isPaired else { return (c, s) }
    let turn = slot & 1 == 0 ? pairTurn.sine : -pairTurn.sine
    return (c * pairTurn.cosine - s * turn, s * pairTurn.cosine + c * turn)
  }

  @inline(__always) func place(_ slot: Int) -> Point? {
    let (c, s) = direction(slot)
    let w = 1 + parameters[6] * c + parameters[7] * s
    guard w > 0.2 else { return nil }
    return Point(
      x: (parameters[0] + parameters[2] * c + parameters[4] * s) / w,
      y: (parameters[1] + parameters[3] * c + parameters[5] * s) / w)
  }

  @inline(__always)
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
    // By the angle itself, and so by δ and ε.
    let angleX = inverse * (parameters[4] * c - parameters[2] * s - place.x * turn)
    let angleY = inverse * (parameters[5] * c - parameters[3] * s - place.y * turn)
    x[8] = Double(slot) * angleX
    y[8] = Double(slot) * angleY
    x[9] = slot & 1 == 0 ? angleX : -angleX
    y[9] = slot & 1 == 0 ? angleY : -angleY
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
    if isPaired { equations.addPrior(9, value: 0, weight: 1) }
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

  func decimalLogPrior(radius: Double, stepDeviation: Double) -> Double {
    // Centre: anywhere in the picture and a quarter round it. Axes: the longer one log-uniform, such that the bolts are 3 to 40
    // radii apart (a range of e to the 2.6); the shorter one uniform below it, direction and phase uniform; and
    // du dv = |a² − b²| da db dψ dt.
    let area = 1.5 * Double(max(imageSize.area, 1))
    let size = squaredSize
    let apart = size.squareRoot() * step / radius
    let isUsual = apart > 3 && apart < 40
    let volume = area * 2.6 * 2 * Double.pi * Double.pi * size * size * (isUsual ? 1 : 10)
    let deviation = Self.perspectiveDeviation
    let perspective = parameters[6] * parameters[6] + parameters[7] * parameters[7]
    // ε: uniform between a pair that touches and none; pairs are the rarer case.
    let pairs = isPaired ? 0.3 / (0.9 * step) : 0.7
    return Elementary.decimalLogarithm(
      pairs * countDensity(deviation: isPaired ? 1 : stepDeviation) / (2 * Double.pi * deviation * deviation))
      - Elementary.logE * perspective * perspectiveWeight / 2 - Elementary.decimalLogarithm(volume)
  }

  /// Density of δ where the whole ring has a whole number of places, each as likely as the others.
  ///
  /// - Parameter deviation: How well δ is known: well enough, and whole numbers stand out.
  private func countDensity(deviation: Double) -> Double {
    let counts = Self.slotCounts.largest - Self.slotCounts.least
    let smooth = 2 * Double.pi / (step * step) / counts
    let nearest = (2 * Double.pi / step).rounded()
    guard nearest >= Self.slotCounts.least, nearest <= Self.slotCounts.largest, deviation > 0 else { return smooth }
    let gap = step * step / (2 * Double.pi)
    guard deviation < 0.4 * gap else { return smooth }
    let z = (step - 2 * Double.pi / nearest) / deviation
    return Elementary.exponential(-0.5 * min(z * z, 50)) / (counts * deviation * 2.5066)
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
    let pairOffset = isPaired ? Self.pairOffset(points, slots) : 0
    func attempt(_ model: inout SpacedRingModel, _ trial: Double) {
      guard trial > 2 * Double.pi / 80, trial < 2.2 else { return }
      model.step = trial
      model.parameters[9] = trial * pairOffset
      model.prepare(slots: 72)
      guard let residual = model.fitAffine(points, slots), residual < best else { return }
      best = residual
      bestParameters = model.parameters
    }
    for count in Self.trialCounts { attempt(&self, 2 * Double.pi / count) }
    // Narrowing in on the best.
    for width in [0.08, 0.04, 0.02, 0.01] {
      let middle = bestParameters[8]
      attempt(&self, middle * (1 - width))
      attempt(&self, middle * (1 + width))
    }
    parameters = bestParameters
    return best < .infinity
  }

  /// ε over δ, from the lengths of the two kinds of steps: those from even slots are δ − 2ε, those from odd ones δ + 2ε.
  private static func pairOffset(_ points: [Point], _ slots: [Int]) -> Double {
    var even = 0.0
    var odd = 0.0
    var counts = (even: 0.0, odd: 0.0)
    for index in points.indices.dropFirst() where slots[index] == slots[index - 1] + 1 {
      let step = points[index].distance(to: points[index - 1])
      if slots[index - 1] & 1 == 0 {
        even += step
        counts.even += 1
      } else {
        odd += step
        counts.odd += 1
      }
    }
    guard counts.even > 0, counts.odd > 0 else { return 0 }
    let share = even / counts.even / (even / counts.even + odd / counts.odd)
    return 0.5 - share
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
  let order = 5

  var parameters = ParameterVector(repeating: 0)
  private let imageSize: ImageSize

  /// Standard deviation of g, the relative change of depth from place to place: 0.03 makes the last of ten steps half as long
  /// again as the first.
  static let perspectiveDeviation = 0.03

  init(imageSize: ImageSize) { self.imageSize = imageSize }

  mutating func prepare(slots: Int) {}

  @inline(__always) func place(_ slot: Int) -> Point? {
    let m = Double(slot)
    let w = 1 + parameters[4] * m
    guard w > 0.1 else { return nil }
    return Point(x: (parameters[0] + parameters[2] * m) / w, y: (parameters[1] + parameters[3] * m) / w)
  }

  @inline(__always)
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

  func decimalLogPrior(radius: Double, stepDeviation: Double) -> Double {
    // Position: anywhere in the picture; the step: any direction, log-uniform from 3 to 40 radii.
    let square = max(parameters[2] * parameters[2] + parameters[3] * parameters[3], 1)
    let apart = square.squareRoot() / radius
    let isUsual = apart > 3 && apart < 40
    let volume = 1.5 * Double(max(imageSize.area, 1)) * square * 2 * Double.pi * 2.6 * (isUsual ? 1 : 10)
    let deviation = Self.perspectiveDeviation
    return -Elementary.decimalLogarithm(volume * deviation * (2 * Double.pi).squareRoot())
      - Elementary.logE * priorCost / 2
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
