import FeatureExtraction
import ImagePlanes

/// For each pixel, which directions the edges near it have: edges are compared by looking up one word.
///
/// Directions are those of edges without their sense, since other light swaps the brighter side: sixteen sectors of half a turn.
/// A word's lower half has a bit for each sector that an edge nearby is in or beside; the upper half the same for edges farther
/// off. 4 bytes a pixel, made once a comparison.
struct EdgeDirections {
  /// Sectors of half a turn: an edge meets another one that differs by less than a sector, and none by more than two.
  static let sectors = 16
  /// An edge is near within this distance, in pixels: what localisation and rounding leave.
  private static let near = 1.5
  /// And farther off within this one: what a map that is fitted to a few bolts, and a bent surface, leave.
  private static let far = 4.0

  let width: Int
  let height: Int
  private let words: [UInt32]

  /// Lays out the edges `samples` of an image of `size`.
  ///
  /// - Complexity: O(pixels + 50 · samples).
  init(of samples: [EdgeSample], size: ImageSize) {
    let (width, height) = (size.width, size.height)
    self.width = width
    self.height = height
    let reach = Int(Self.far)
    var disc: [(dx: Int, dy: Int, isNear: Bool)] = []
    for dy in -reach...reach {
      for dx in -reach...reach {
        let squared = Double(dx * dx + dy * dy)
        if squared <= Self.far * Self.far { disc.append((dx, dy, squared <= Self.near * Self.near)) }
      }
    }
    words = [UInt32](unsafeUninitializedCapacity: width * height) { buffer, count in
      buffer.update(repeating: 0)
      for sample in samples {
        // The edge runs across its normal.
        let sector = Self.sector(x: -Double(sample.normalY), y: Double(sample.normalX))
        let around = Self.bit(sector &- 1) | Self.bit(sector) | Self.bit(sector &+ 1)
        let (column, row) = (Int(sample.x.rounded()), Int(sample.y.rounded()))
        for place in disc {
          let (x, y) = (column &+ place.dx, row &+ place.dy)
          guard x >= 0, y >= 0, x < width, y < height else { continue }
          buffer[y &* width &+ x] |= place.isNear ? around | around &<< 16 : around &<< 16
        }
      }
      count = width * height
    }
  }

  private static func bit(_ sector: Int) -> UInt32 { 1 &<< UInt32(sector & (sectors &- 1)) }

  /// 2 where an edge in this sector is near the place, 1 where one is farther off, 0 where none is, nil out of view.
  @inline(__always)
  func meeting(x: Double, y: Double, sector: Int) -> Int? {
    // Compared before the conversion: a place may be anywhere, or nowhere.
    guard x >= 0, y >= 0, x <= Double(width &- 1), y <= Double(height &- 1) else { return nil }
    let word = words[Int(y + 0.5) &* width &+ Int(x + 0.5)]
    let bit = UInt32(truncatingIfNeeded: sector)
    return Int((word &>> bit & 1) &+ (word &>> (bit &+ 16) & 1))
  }

  /// tan(k π / 16) for k = 1...7.
  private static let tangents = (
    0.198_912_367_379_658, 0.414_213_562_373_095, 0.668_178_637_919_299, 1.0, 1.496_605_762_665_489,
    2.414_213_562_373_095, 5.027_339_492_125_846
  )

  /// The sector of half a turn that a direction lies in: 0 from the x axis on, towards the y axis.
  @inline(__always)
  static func sector(x: Double, y: Double) -> Int {
    let (ax, ay) = (abs(x), abs(y))
    let t = tangents
    func reaches(_ tangent: Double) -> Int { ay >= tangent * ax ? 1 : 0 }
    let low = reaches(t.0) &+ reaches(t.1) &+ reaches(t.2) &+ reaches(t.3)
    let sector = low &+ reaches(t.4) &+ reaches(t.5) &+ reaches(t.6)
    return (x < 0) == (y < 0) ? sector : sectors &- 1 &- sector
  }
}
