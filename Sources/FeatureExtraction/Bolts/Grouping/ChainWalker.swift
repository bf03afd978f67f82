import ImagePlanes
import ReproducibleMath

/// How four bolts whose outer chord is parallel to the inner one may stand.
enum SeedLayout {
  /// a b c d
  case full
  /// a b · c d
  case emptyMiddle
  /// a · b c · d
  case emptySides

  /// Slots of the four.
  var slots: (Int, Int, Int, Int) {
    switch self {
    case .full: return (0, 1, 2, 3)
    case .emptyMiddle: return (0, 1, 3, 4)
    case .emptySides: return (0, 2, 3, 5)
    }
  }

  /// κ of neighbouring places, from the ratio of the two chords; nil where no ring of five or more has it.
  func kappa(_ ratio: Double) -> Double? {
    switch self {
    case .full: return ratio
    case .emptyMiddle:
      // 2 cos δ
      return ratio > 0.5 && ratio < 2.2 ? 1 + ratio : nil
    case .emptySides:
      // 1 + 2 cos δ + 2 cos 2δ = t² + t − 1 with t = 2 cos δ
      let t = ((5 + 4 * ratio).squareRoot() - 1) / 2
      return ratio > 0 && t > 0.5 && t < 2.2 ? 1 + t : nil
    }
  }
}

/// The steps of a chain on its circle, as far as four bolts tell.
enum ChainSpacing {
  /// All alike: κ.
  case even(kappa: Double)
  /// Alternating angles: the seed's middle one, and the others.
  case paired(middle: Double, outer: Double)

  /// Alternating steps from a seed's κ and the ratio of its middle step to the outer ones.
  ///
  /// κ = sin(A/2 + B) / sin(A/2) for the middle angle A and the outer one B; to fourth order
  /// 1 − κ / (1 + 2 B/A) = (A + B) B / 6. Noise in κ is large beside the small curvature of most seeds, so the sum of the angles
  /// leans to that of a ring of twelve pairs.
  static func paired(kappa: Double, stepRatio: Double) -> ChainSpacing {
    let straight = 1 + 2 / stepRatio
    let seen = 6 * (1 + stepRatio) * (1 - kappa / straight)
    let usual = 0.27
    let square = min(max(0.6 * seen + 0.4 * usual, 0.01), 2.5)
    let sum = square.squareRoot()
    return .paired(middle: sum * stepRatio / (1 + stepRatio), outer: sum / (1 + stepRatio))
  }
}

/// The end of a growing chain: foretells the next place from the last few bolts.
///
/// Through them it lays, by least squares, an ellipse's places at the angles known: x = c + u sin θ + v (1 − cos θ), counted from
/// the place foretold.
struct ChainWalker {
  private let table: CandidateTable
  private var spacing: ChainSpacing
  /// Paired steps: whether the next step is of the kind of the seed's middle one.
  private var nextIsMiddle = false
  /// Directions of the two steps.
  private var middleTurn = (cosine: 1.0, sine: 0.0)
  private var outerTurn = (cosine: 1.0, sine: 0.0)
  /// The last bolt.
  private(set) var last = 0
  /// The latest bolts, newest last, and how many places ago they were.
  private var xs = InlineArray<6, Double>(repeating: 0)
  private var ys = InlineArray<6, Double>(repeating: 0)
  private var ages = InlineArray<6, Int>(repeating: 0)
  private var count = 0
  /// The last place, which may be empty.
  private var latest = Point(x: 0, y: 0)

  /// How much of the past is kept when κ is learned anew: it drifts with perspective, and a single step is noisy.
  private static let memory = 0.7

  /// Starts behind the last bolt of a seed.
  init(_ table: CandidateTable, bolts: (Int, Int, Int, Int), layout: SeedLayout, spacing: ChainSpacing) {
    self.table = table
    self.spacing = spacing
    if case .paired(let middle, let outer) = spacing {
      middleTurn = Elementary.direction(middle)
      outerTurn = Elementary.direction(outer)
      // Behind the seed's last, outer step.
      nextIsMiddle = true
    }
    let slots = layout.slots
    remember(bolts.0)
    age(slots.1 - slots.0)
    remember(bolts.1)
    age(slots.2 - slots.1)
    remember(bolts.2)
    age(slots.3 - slots.2)
    remember(bolts.3)
  }

  private mutating func age(_ places: Int) {
    for index in 0..<count { ages[index] += places }
  }

  private mutating func remember(_ bolt: Int) {
    last = bolt
    if count == 6 {
      for index in 0..<5 {
        xs[index] = xs[index + 1]
        ys[index] = ys[index + 1]
        ages[index] = ages[index + 1]
      }
      count = 5
    }
    xs[count] = table.x[bolt]
    ys[count] = table.y[bolt]
    ages[count] = 0
    count += 1
    latest = Point(x: table.x[bolt], y: table.y[bolt])
  }

  /// The next place, and its distance from the last one.
  ///
  /// - Complexity: O(1), some 60 multiplications a bolt remembered at most.
  var prediction: (place: Point, step: Double) {
    var turns = (middleTurn, outerTurn)
    var isStraight = false
    if case .even(let kappa) = spacing {
      let cosine = 0.5 * (kappa - 1)
      // A row, or steps that perspective lets grow: θ and θ²/2 instead.
      isStraight = cosine > 0.9999
      turns.0 = (cosine, max(1 - cosine * cosine, 0).squareRoot())
      turns.1 = turns.0
    }
    // Any scale of the functions will do that keeps them near 1.
    let scale = isStraight ? 1 : 1 / max(turns.0.sine, turns.1.sine, 0.02)
    var (n, s1, q1, s2, sq, q2) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    var (x0, xs1, xq, y0, ys1, yq) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    var (c, s) = (1.0, 0.0)
    var age = -1
    var isMiddle = nextIsMiddle
    var index = count - 1
    while index >= 0 {
      while age < ages[index] {
        let turn = isMiddle ? turns.0 : turns.1
        (c, s) = (c * turn.cosine - s * turn.sine, s * turn.cosine + c * turn.sine)
        isMiddle.toggle()
        age += 1
      }
      let m = Double(age + 1)
      let f = isStraight ? m : s * scale
      let g = isStraight ? 0.5 * m * m : (1 - c) * scale * scale
      let x = xs[index] - latest.x
      let y = ys[index] - latest.y
      n += 1
      s1 += f
      q1 += g
      s2 += f * f
      sq += f * g
      q2 += g * g
      x0 += x
      xs1 += f * x
      xq += g * x
      y0 += y
      ys1 += f * y
      yq += g * y
      index -= 1
    }
    // Cramer's rule for the constant alone: at the place foretold both functions are 0.
    let a = s2 * q2 - sq * sq
    let b = q1 * sq - s1 * q2
    let d = s1 * sq - q1 * s2
    let determinant = n * a + s1 * b + q1 * d
    guard abs(determinant) > 1e-12 else { return (latest, 0) }
    let dx = (a * x0 + b * xs1 + d * xq) / determinant
    let dy = (a * y0 + b * ys1 + d * yq) / determinant
    return (Point(x: latest.x + dx, y: latest.y + dy), (dx * dx + dy * dy).squareRoot())
  }

  /// The mean of the last two steps: what tolerances go by, so that those between the bolts of a pair are not too tight.
  var scale: Double {
    guard count > 1 else { return 0 }
    let dx = xs[count - 1] - xs[count - 2]
    let dy = ys[count - 1] - ys[count - 2]
    let step = (dx * dx + dy * dy).squareRoot() / Double(ages[count - 2] - ages[count - 1])
    guard case .paired = spacing, count > 2 else { return step }
    let ex = xs[count - 2] - xs[count - 3]
    let ey = ys[count - 2] - ys[count - 3]
    return 0.5 * (step + (ex * ex + ey * ey).squareRoot() / Double(ages[count - 3] - ages[count - 2]))
  }

  /// Leaves the next place empty.
  mutating func jump() {
    let next = prediction.place
    age(1)
    latest = next
    nextIsMiddle.toggle()
  }

  /// Takes a bolt for the next place.
  mutating func advance(to bolt: Int) {
    age(1)
    remember(bolt)
    nextIsMiddle.toggle()
    guard case .even(let kappa) = spacing, count >= 4, ages[count - 4] == 3 else { return }
    // Four in a row teach κ.
    let ex = xs[count - 2] - xs[count - 3]
    let ey = ys[count - 2] - ys[count - 3]
    let square = ex * ex + ey * ey
    guard square > 0 else { return }
    let seen = ((xs[count - 1] - xs[count - 4]) * ex + (ys[count - 1] - ys[count - 4]) * ey) / square
    spacing = .even(kappa: Self.memory * kappa + (1 - Self.memory) * seen)
  }
}
