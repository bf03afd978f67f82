import VectorKernels

/// What a line's patch holds, band by band: the base of its descriptor.
///
/// The patch has its rows parallel to the line, which runs between the two middle ones, and its columns spread over the line's length. Bands
/// are narrow beside the line and wide away from it: another scale or another view moves what is far away by more. (LBD's bands are equally
/// wide: Zhang and Koch, "An efficient and robust line segment matching approach based on LBD descriptor and pairwise geometric
/// consistency", Journal of Visual Communication and Image Representation 2013.)
///
/// Of each band seven quantities are measured: how much brighter it gets from row to row, and how much darker; the same two from column to
/// column (LBD's four); the brightness; the change across, brighter or darker; and how much the brightness varies from column to column.
/// Differences are those to the next row or column but one.
package struct BandSums {
  /// First rows of the bands, and the end of the last one. The middle band is the line itself.
  private static let borders: InlineArray<10, Int> = [0, 5, 9, 12, 15, 17, 20, 23, 27, 32]
  private static let bandCount = 9
  private static let quantityCount = 7
  /// A bit for each pair of bands.
  private static let pairCount = bandCount * (bandCount - 1) / 2
  /// A multiple of every band's number of rows: sums times this by their number of rows compare like means, and stay whole.
  private static let rowMultiple = 60
  /// Values that the sums need room for.
  package static let valueCount = bandCount * quantityCount

  /// Quantity after quantity, a value a band; values of one quantity compare with each other.
  private let values: UnsafeMutablePointer<Int>

  /// Sums up a patch of `PatchGeometry.side`² samples, which two readable bytes follow, into `values`, which has room for `valueCount`.
  ///
  /// - Complexity: O(samples).
  package init(of patch: UnsafePointer<UInt8>, in values: UnsafeMutablePointer<Int>) {
    self.values = values
    let side = PatchGeometry.side
    withUnsafeTemporaryAllocation(of: Int16.self, capacity: side) { sums in
      let columns = sums.baseAddress!
      for band in 0..<Self.bandCount {
        let (first, end) = (Self.borders[band], Self.borders[band + 1])
        columns.initialize(repeating: 0, count: side)
        var (along, across, trend) = (Int32(0), Int32(0), Int32(0))
        for row in first..<end {
          let here = patch + row * side
          Self.add(here, to: columns)
          along &+= Self.distance(here, here + 2) &- Self.overhang(here)
          // The outermost rows have a neighbour on one side only.
          guard row > 0, row < side - 1 else { continue }
          across &+= Self.distance(here - side, here + side)
          trend &+= Self.sum(here + side) &- Self.sum(here - side)
        }
        // What rises less what falls is what the ends differ by.
        let drift = columns[side - 1] &+ columns[side - 2] &- columns[1] &- columns[0]
        let level = (0..<side).reduce(Int32(0)) { $0 &+ Int32(columns[$1]) }
        let variance = side * Int(Self.squares(columns)) - Int(level) * Int(level)
        let weight = Self.rowMultiple / (end - first)
        put(0, band, weight * Int((across + trend) / 2))
        put(1, band, weight * Int((across - trend) / 2))
        put(2, band, weight * Int((along + Int32(drift)) / 2))
        put(3, band, weight * Int((along - Int32(drift)) / 2))
        put(4, band, weight * Int(level))
        put(5, band, weight * Int(across))
        put(6, band, weight * weight * variance)
      }
    }
  }

  @inline(__always)
  private func put(_ quantity: Int, _ band: Int, _ value: Int) {
    values[quantity &* Self.bandCount &+ band] = value
  }

  /// Writes the descriptor's words: for each quantity and each pair of bands, whether the second has more of it; then, for the two bands on
  /// either side of the line, whether it gets rather darker than brighter.
  ///
  /// - Complexity: O(bits).
  func write(to words: UnsafeMutablePointer<UInt64>) {
    words.initialize(repeating: 0, count: DescriptorSet.wordsPerDescriptor)
    var used = 0
    func add(_ bits: UInt64, _ count: Int) {
      let (word, shift) = (used &>> 6, used & 63)
      words[word] |= bits &<< UInt64(shift)
      if shift &+ count > 64 { words[word &+ 1] |= bits &>> UInt64(64 &- shift) }
      used &+= count
    }
    for quantity in 0..<Self.quantityCount {
      let value = values + quantity &* Self.bandCount
      var bits: UInt64 = 0
      for band in 0..<Self.bandCount {
        for other in band &+ 1..<Self.bandCount { bits = bits &<< 1 | Self.isLess(value[band], value[other]) }
      }
      add(bits, Self.pairCount)
    }
    for band in [2, 3, 5, 6] { add(Self.isLess(values[band], values[Self.bandCount &+ band]), 1) }
  }

  /// 1 where `a` is less than `b`: the sign of their difference, for a branch would be foretold wrongly every other time.
  @inline(__always)
  private static func isLess(_ a: Int, _ b: Int) -> UInt64 { UInt64(bitPattern: Int64(a &- b)) &>> 63 }
}

// A row's sums, in plain loops of fixed length: the compiler finds the processor's instructions for them.
extension BandSums {
  /// The sum of a row.
  @inline(__always)
  private static func sum(_ row: UnsafePointer<UInt8>) -> Int32 {
    var sum: Int32 = 0
    for i in 0..<PatchGeometry.side { sum &+= Int32(row[i]) }
    return sum
  }

  /// The sum of the absolute differences of two rows.
  @inline(__always)
  private static func distance(_ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>) -> Int32 {
    var sum: Int32 = 0
    for i in 0..<PatchGeometry.side { sum &+= Int32(truncatingIfNeeded: (Int32(a[i]) &- Int32(b[i])).magnitude) }
    return sum
  }

  /// What the last two columns, whose next but one is the next row's, add to the distance of a row to itself two columns on.
  @inline(__always)
  private static func overhang(_ row: UnsafePointer<UInt8>) -> Int32 {
    let last = row + (PatchGeometry.side &- 2)
    let (first, second) = (Int32(last[0]) &- Int32(last[2]), Int32(last[1]) &- Int32(last[3]))
    return Int32(truncatingIfNeeded: first.magnitude &+ second.magnitude)
  }

  /// Adds a row to sums over columns: five rows at most, below 2¹¹.
  @inline(__always)
  private static func add(_ row: UnsafePointer<UInt8>, to sums: UnsafeMutablePointer<Int16>) {
    for i in 0..<PatchGeometry.side { sums[i] &+= Int16(row[i]) }
  }

  /// The sum of the squares of sums over columns: below 2²⁶.
  @inline(__always)
  private static func squares(_ sums: UnsafePointer<Int16>) -> Int32 {
    var sum: Int32 = 0
    for i in 0..<PatchGeometry.side { sum &+= Int32(sums[i]) &* Int32(sums[i]) }
    return sum
  }
}
