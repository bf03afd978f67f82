import FeatureExtraction
import Foundation
import ImagePlanes
import TestSupport

/// A ring of bolts before a random camera, with everything that is known about it.
struct RingScene {
  /// How a scene is drawn.
  struct Recipe {
    var places = 5...40
    /// Angles instead of even places.
    var isIrregular = false
    /// Pairs: `places` counts both bolts of each.
    var isPaired = false
    var kind = BoltRing.Kind.face
    /// Share of the ring that is seen, as one arc.
    var seen = 1.0...1.0
    var missing = 0.2
    var clutter = 0.2
    /// Radians.
    var tilt = 0.0...70 * Double.pi / 180
    /// Standard deviation of a centre along each axis, px.
    var noise = 0.5
    /// Standard deviation of a concentric rim's outline, px; nil for no rim.
    var rim: Double?
    /// How far off the bolts' plane a face's rim lies, along the axis, in ring radii; nil for in the plane.
    var rimStation: ClosedRange<Double>?
    /// The ring's radius in the image, px.
    var radius = 120.0
    var size = ImageSize(width: 1280, height: 720)
  }

  var slots: Int
  var members: [RingMember] = []
  /// The true angle of each member, growing with the eye's clockwise sense; nil for clutter.
  var angles: [Double?] = []
  /// Places in the arc seen that are empty.
  var missing: [Point] = []
  var rims: [RimEllipse] = []
  var size: ImageSize
  /// Bolt radius over ring radius.
  var boltRatio: Double

  /// The first scene of `seed` in which at least five bolts are seen.
  static func make(_ recipe: Recipe, seed: UInt64) -> RingScene {
    var generator = SplitMix64(seed: seed)
    while true {
      let scene = RingScene(recipe, &generator)
      if scene.angles.count(where: { $0 != nil }) >= 5 { return scene }
    }
  }

  private init(_ recipe: Recipe, _ generator: inout SplitMix64) {
    func random(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &generator) }
    func normal() -> Double {
      (-2 * log(Double.random(in: 1e-12...1, using: &generator))).squareRoot() * cos(2 * Double.pi * random(0...1))
    }
    let width = Double(recipe.size.width)
    let height = Double(recipe.size.height)
    size = recipe.size
    slots = Int.random(in: recipe.places, using: &generator)
    if recipe.isPaired { slots = max(3, slots / 2) * 2 }
    let focal = width * exp(random(log(0.7)...log(4)))
    let distance = focal / recipe.radius
    let tilt = random(recipe.tilt)
    let azimuth = random(0...2 * Double.pi)
    let turn = random(0...2 * Double.pi)
    let middle = (random(0.2 * width...0.8 * width), random(0.25 * height...0.75 * height))
    // The plane's axes: turned about the line of sight, tilted about the x axis.
    let e = (cos(azimuth), sin(azimuth), 0.0)
    let g = (-sin(azimuth) * cos(tilt), cos(azimuth) * cos(tilt), sin(tilt))
    let x0 = (middle.0 - width / 2) / focal * distance
    let y0 = (middle.1 - height / 2) / focal * distance
    // The ring's axis, along which a body goes on.
    let axis = (sin(azimuth) * sin(tilt), -cos(azimuth) * sin(tilt), cos(tilt))
    func project(_ angle: Double, radius: Double = 1, station: Double = 0) -> Point {
      let c = radius * cos(angle)
      let s = radius * sin(angle)
      let z = distance + c * e.2 + s * g.2 + station * axis.2
      return Point(
        x: width / 2 + focal * (x0 + c * e.0 + s * g.0 + station * axis.0) / z,
        y: height / 2 + focal * (y0 + c * e.1 + s * g.1 + station * axis.1) / z)
    }
    let seen = random(recipe.seen)
    boltRatio = random(0.02...0.06)
    var angles: [Double]
    if recipe.isIrregular {
      angles = []
      // Random places, but no two heads overlap.
      while angles.count < slots {
        let angle = random(0...2 * Double.pi)
        if angles.allSatisfy({ abs(sin((angle - $0) / 2)) > 0.06 }) { angles.append(angle) }
      }
    } else if recipe.isPaired {
      let step = 4 * Double.pi / Double(slots)
      let half = step * random(0.12...0.2)
      angles = (0..<slots).map { turn + step * Double($0 / 2) + ($0 % 2 == 0 ? -half : half) }
    } else {
      angles = (0..<slots).map { turn + 2 * Double.pi * Double($0) / Double(slots) }
    }
    // A girth shows its near side, where depth is least: angle −π/2.
    let from = recipe.kind == .girth ? -Double.pi / 2 - seen * Double.pi : random(0...2 * Double.pi)
    angles = angles.filter { angle in
      let offset = (angle - from) / (2 * Double.pi)
      return offset - offset.rounded(.down) <= seen
    }
    angles.shuffle(using: &generator)
    let gone = Int((recipe.missing * Double(angles.count)).rounded())
    missing = angles.prefix(gone).map { project($0) }
    let kept = Array(angles.dropFirst(gone))
    var drawn: [(RingMember, Double?)] = kept.map { angle in
      let p = project(angle)
      let shown: Double
      if recipe.kind == .face {
        // The image of a small square at the bolt.
        let along = project(angle + 1e-4)
        let out = project(angle, radius: 1 + 1e-4)
        shown = abs((along.x - p.x) * (out.y - p.y) - (along.y - p.y) * (out.x - p.x)).squareRoot() * 1e4
      } else {
        shown = focal / (distance + sin(angle) * g.2) * (sin(tilt) * max(0.05, -sin(angle))).squareRoot()
      }
      let member = RingMember(
        point: Point(x: p.x + recipe.noise * normal(), y: p.y + recipe.noise * normal()), deviation: recipe.noise,
        radius: boltRatio * shown * (1 + 0.05 * normal()))
      return (member, angle)
    }
    for _ in 0..<Int((recipe.clutter * Double(kept.count)).rounded()) {
      // Three in four within 3 px of the ellipse, where the arc is; the rest anywhere near.
      var p: Point
      if Int.random(in: 0..<4, using: &generator) > 0 {
        let angle = from + random(0...1) * seen * 2 * Double.pi
        p = project(angle)
        let q = project(angle, radius: 1.01)
        let length = p.distance(to: q)
        let offset = random(-3...3)
        p = Point(x: p.x + (q.x - p.x) / length * offset, y: p.y + (q.y - p.y) / length * offset)
      } else {
        p = Point(x: middle.0 + random(-180...180), y: middle.1 + random(-180...180))
      }
      drawn.append((RingMember(point: p, deviation: recipe.noise, radius: random(2...8)), nil))
    }
    drawn.shuffle(using: &generator)
    members = drawn.map { $0.0 }
    self.angles = drawn.map { $0.1 }
    if let deviation = recipe.rim {
      // A face's rim lies in its plane; a girth's body has rims of nearly its radius before and behind it.
      let isFace = recipe.kind == .face
      let radius = isFace ? random(0.5...0.92) * (Bool.random(using: &generator) ? 1 : 1.6) : random(0.94...1)
      let station = isFace ? recipe.rimStation.map { random($0) } ?? 0 : random(-1...1)
      let truth = EllipseOfPoints.fit(
        (0..<12).map { project(Double($0) / 12 * 2 * Double.pi, radius: radius, station: station) })
      // Four numbers that vary alike by s move the outline by 1.32 s, root mean square.
      let shift = deviation / 1.32
      let ellipse = Ellipse(
        center: Point(x: truth.center.x + shift * normal(), y: truth.center.y + shift * normal()),
        semiMajor: truth.semiMajor + shift * normal(), semiMinor: truth.semiMinor + shift * normal(), angle: truth.angle
      )
      rims = [RimEllipse(ellipse: ellipse, deviation: deviation, support: 1)]
    }
  }
}

/// The ellipse through points that lie on one, by linear least squares.
enum EllipseOfPoints {
  static func fit(_ points: [Point]) -> Ellipse {
    let n = Double(points.count)
    let cx = points.map(\.x).reduce(0, +) / n
    let cy = points.map(\.y).reduce(0, +) / n
    let s = points.map { hypot($0.x - cx, $0.y - cy) }.reduce(0, +) / n
    var m = [[Double]](repeating: [Double](repeating: 0, count: 6), count: 5)
    for p in points {
      let x = (p.x - cx) / s
      let y = (p.y - cy) / s
      let row = [x * x, x * y, y * y, x, y, 1]
      for i in 0..<5 { for j in 0..<6 { m[i][j] += row[i] * row[j] } }
    }
    for i in 0..<5 {
      let pivot = (i..<5).max { abs(m[$0][i]) < abs(m[$1][i]) } ?? i
      m.swapAt(i, pivot)
      for r in 0..<5 where r != i {
        let f = m[r][i] / m[i][i]
        for k in i..<6 { m[r][k] -= f * m[i][k] }
      }
    }
    let q = (0..<5).map { m[$0][5] / m[$0][$0] }
    let d = 4 * q[0] * q[2] - q[1] * q[1]
    let x0 = (q[1] * q[4] - 2 * q[2] * q[3]) / d
    let y0 = (q[1] * q[3] - 2 * q[0] * q[4]) / d
    let k = 1 - (q[3] * x0 + q[4] * y0) / 2
    let half = (q[0] + q[2]) / 2
    let root = hypot((q[0] - q[2]) / 2, q[1] / 2)
    var angle = 0.5 * atan2(-q[1], q[2] - q[0])
    if angle < 0 { angle += Double.pi }
    return Ellipse(
      center: Point(x: cx + s * x0, y: cy + s * y0), semiMajor: s * (k / (half - root)).squareRoot(),
      semiMinor: s * (k / (half + root)).squareRoot(), angle: angle)
  }
}
