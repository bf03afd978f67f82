import VectorKernels

/// What a line's patch holds, band by band: the base of its descriptor.
///
/// The patch has its rows parallel to the line, which runs between the two middle ones, and its columns spread over the line's length. Bands
/// are narrow beside the line and wide away from it: another scale or another view moves what is far away by more. (LBD's bands are equally
/// wide: Zhang and Koch, "An efficient and robust line segment matching approach based on LBD descriptor and pairwise geometric
/// consistency", Journal of Visual Communication and Image Representation 2013. On warped pictures these found a fifth more.)
struct BandSums {
  /// First rows of the bands, and the end of the last one. The middle band is the line itself.
  static let borders = [0, 5, 9, 12, 15, 17, 20, 23, 27, 32]
  static let bandCount = borders.count - 1
  /// What is measured of each band.
  static let quantityCount = 7

  /// A multiple of every band's number of rows: sums times this by their number of rows compare like means, and stay whole.
  private static let rowMultiple = 60

  /// Quantity after quantity, a value a band; values of one quantity compare with each other.
  ///
  /// In order: how much brighter it gets from row to row, taken apart from how much it gets darker, the same from column to column
  /// (LBD's four); the brightness; the change across either way; and how much the brightness varies from column to column.
  private(set) var values = InlineArray<63, Int>(repeating: 0)

  /// Sums up a patch of `PatchGeometry.side`² samples, which 2 readable bytes follow.
  ///
  /// - Complexity: O(samples).
  init(of patch: UnsafePointer<UInt8>) {
    let side = PatchGeometry.side
    withUnsafeTemporaryAllocation(of: UInt16.self, capacity: 5 * side) { sums in
      let columns = sums.baseAddress!
      for band in 0..<Self.bandCount {
        sums.initialize(repeating: 0)
        let rows = Self.borders[band]..<Self.borders[band + 1]
        // Five rows at most: a sum stays below 2¹¹.
        for row in rows {
          let here = patch + row * side
          Self.addAlong(here, columns)
          // The outermost rows have a neighbour on one side only.
          if row > 0, row < side - 1 { Self.addAcross(here - side, here + side, columns + 3 * side) }
        }
        write(band, columns, weight: Self.rowMultiple / rows.count)
      }
    }
  }

  /// Adds a row's samples, their rises and their falls towards the next but one.
  @inline(__always)
  private static func addAlong(_ row: UnsafePointer<UInt8>, _ sums: UnsafeMutablePointer<UInt16>) {
    let side = PatchGeometry.side
    let (level, rise, fall) = (sums, sums + side, sums + 2 * side)
    for i in 0..<side {
      let (left, right) = (row[i], row[i &+ 2])
      level[i] &+= UInt16(left)
      rise[i] &+= UInt16(max(left, right) &- left)
      fall[i] &+= UInt16(max(left, right) &- right)
    }
  }

  /// Adds the rises and the falls from one row to the next but one.
  @inline(__always)
  private static func addAcross(
    _ before: UnsafePointer<UInt8>, _ after: UnsafePointer<UInt8>, _ sums: UnsafeMutablePointer<UInt16>
  ) {
    let side = PatchGeometry.side
    let (rise, fall) = (sums, sums + side)
    for i in 0..<side {
      rise[i] &+= UInt16(max(before[i], after[i]) &- before[i])
      fall[i] &+= UInt16(max(before[i], after[i]) &- after[i])
    }
  }

  /// Writes a band's values, from its sums over rows.
  @inline(__always)
  private mutating func write(_ band: Int, _ sums: UnsafePointer<UInt16>, weight: Int) {
    let side = PatchGeometry.side
    var (level, squares, rise, fall, along, against) = (0, 0, 0, 0, 0, 0)
    for i in 0..<side {
      let sum = Int(sums[i])
      level &+= sum
      squares &+= sum &* sum
      rise &+= Int(sums[3 &* side &+ i])
      fall &+= Int(sums[4 &* side &+ i])
      // The last two columns have no next but one: theirs is the next row's.
      if i < side &- 2 {
        along &+= Int(sums[side &+ i])
        against &+= Int(sums[2 &* side &+ i])
      }
    }
    let variance = side &* squares &- level &* level
    func put(_ quantity: Int, _ value: Int) { values[quantity &* Self.bandCount &+ band] = value }
    put(0, rise &* weight)
    put(1, fall &* weight)
    put(2, along &* weight)
    put(3, against &* weight)
    put(4, level &* weight)
    put(5, (rise &+ fall) &* weight)
    put(6, variance &* weight &* weight)
  }

  /// Writes the descriptor's words: for each quantity and each pair of bands, whether the first has more of it; then, for the two bands on
  /// either side of the line, whether it gets rather brighter than darker.
  ///
  /// - Complexity: O(bits).
  func write(to words: UnsafeMutablePointer<UInt64>) {
    var (bits, used, word) = (UInt64(0), UInt64(0), 0)
    func add(_ isSet: Bool) {
      bits |= (isSet ? 1 : 0) &<< used
      used &+= 1
      guard used == 64 else { return }
      words[word] = bits
      (bits, used, word) = (0, 0, word &+ 1)
    }
    for quantity in 0..<Self.quantityCount {
      let first = quantity &* Self.bandCount
      for band in 0..<Self.bandCount {
        for other in band &+ 1..<Self.bandCount { add(values[first &+ band] > values[first &+ other]) }
      }
    }
    for band in [2, 3, 5, 6] { add(values[band] > values[Self.bandCount &+ band]) }
  }
}
