import CImageWriters
import Foundation
import ImagePlanes
import TestSupport

/// Pictures made for the tests: a flat surface with blots on it, seen straight on or under a homography.
enum Scene {
  static let width = 480
  static let height = 360

  /// Maps pixels of the straight picture to pixels of the warped one: turned, smaller, a little in perspective.
  static let warpedFromStraight = Homography([0.82, -0.31, 130, 0.29, 0.85, -12, 0.000_12, -0.000_08, 1])

  /// A surface of random blots; another seed, another surface.
  static func surface(seed: UInt64) -> Plane {
    var generator = SplitMix64(seed: seed)
    func random(_ range: Range<Double>) -> Double { Double.random(in: range, using: &generator) }
    let blots = (0..<420).map { _ in
      (
        x: random(-10..<490), y: random(-10..<370), radius: random(2.5..<11), depth: random(-90..<90),
        stretch: random(0.5..<1.5)
      )
    }
    var values = [Double](repeating: 128, count: width * height)
    for blot in blots {
      let reach = Int(blot.radius * 3)
      for y in stride(from: max(0, Int(blot.y) - reach), to: min(height, Int(blot.y) + reach), by: 1) {
        for x in stride(from: max(0, Int(blot.x) - reach), to: min(width, Int(blot.x) + reach), by: 1) {
          let dx = (Double(x) - blot.x) / blot.radius
          let dy = (Double(y) - blot.y) / blot.radius * blot.stretch
          values[y * width + x] += blot.depth * exp(-(dx * dx + dy * dy))
        }
      }
    }
    return Plane.made(width: width, height: height) { x, y in
      UInt8(min(255, max(0, values[y * width + x].rounded())))
    }
  }

  /// `plane` as seen under `targetFromSource`, grey outside of it.
  static func warped(_ plane: Plane, by targetFromSource: Homography) -> Plane {
    guard let sourceFromTarget = targetFromSource.inverse else { return plane }
    return Plane.made(width: plane.width, height: plane.height) { x, y in
      let point = sourceFromTarget.apply(to: Point(x: Double(x), y: Double(y)))
      guard point.x >= 0, point.y >= 0, point.x < Double(plane.width - 1), point.y < Double(plane.height - 1) else {
        return 128
      }
      let (x0, y0) = (Int(point.x), Int(point.y))
      let (fx, fy) = (point.x - Double(x0), point.y - Double(y0))
      func value(_ dx: Int, _ dy: Int) -> Double { Double(plane[x: x0 + dx, y: y0 + dy]) }
      let top = value(0, 0) * (1 - fx) + value(1, 0) * fx
      let bottom = value(0, 1) * (1 - fx) + value(1, 1) * fx
      return UInt8((top * (1 - fy) + bottom * fy).rounded())
    }
  }

  /// `plane` as a grey PNG.
  static func png(_ plane: Plane) -> Data {
    var spec = writers_png_spec()
    spec.width = UInt32(plane.width)
    spec.height = UInt32(plane.height)
    spec.bit_depth = 8
    spec.color_type = 0
    var count = 0
    guard let bytes = writers_png(&spec, samples(plane), &count) else { return Data() }
    defer { free(bytes) }
    return Data(bytes: bytes, count: count)
  }

  /// The samples row by row, without padding.
  static func samples(_ plane: Plane) -> [UInt8] {
    (0..<plane.height).flatMap { y in (0..<plane.width).map { x in plane[x: x, y: y] } }
  }
}

/// A folder with footage and references.
///
///     footage/debris/1.png     surface 1, warped
///     footage/debris/2.png     surface 3: unrelated to any reference
///     footage/other/1.png      surface 4
///     references/alpha/a.png   surface 1, straight on
///     references/beta/b.png    surface 2
final class Workshop {
  let url: URL

  private static let pictures: [String: Data] = [
    "footage/debris/1.png": Scene.png(Scene.warped(Scene.surface(seed: 1), by: Scene.warpedFromStraight)),
    "footage/debris/2.png": Scene.png(Scene.surface(seed: 3)),
    "footage/other/1.png": Scene.png(Scene.surface(seed: 4)),
    "references/alpha/a.png": Scene.png(Scene.surface(seed: 1)),
    "references/beta/b.png": Scene.png(Scene.surface(seed: 2)),
  ]

  /// The content of one of the pictures that a workshop begins with.
  static func picture(_ name: String) -> Data { pictures[name] ?? Data() }

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "remnant-workshop-\(UUID().uuidString)")
    for (name, data) in Workshop.pictures { try write(name, data) }
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func write(_ name: String, _ data: Data) throws {
    let file = url.appending(path: name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
  }

  func run(_ arguments: String..., input: String? = nil, environment: [String: String] = [:]) throws -> Program.Outcome
  {
    try Program.run(arguments, input: input.map { Data($0.utf8) }, environment: environment, in: url)
  }

  func read(_ name: String) throws -> Data { try Data(contentsOf: url.appending(path: name)) }

  func object(_ name: String) throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: try read(name)) as? [String: Any] ?? [:]
  }

  /// The lines of a JSON Lines file.
  func rows(_ name: String) throws -> [[String: Any]] {
    try read(name).split(separator: UInt8(ascii: "\n")).map {
      try JSONSerialization.jsonObject(with: Data($0)) as? [String: Any] ?? [:]
    }
  }
}
