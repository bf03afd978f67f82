// The order of files in a folder: the same on every machine and in every locale.

/// Compares names byte by byte, but runs of digits by their value, so that `frame2` comes before `frame10`.
///
/// A total order: names that differ only in leading zeros are told apart by plain byte order.
package enum NaturalOrder {
  /// Whether `left` comes before `right`.
  ///
  /// - Complexity: O(length of the shorter name); no number is parsed, so digit runs may be of any length.
  package static func precedes(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    var i = 0
    var j = 0
    while i < left.count, j < right.count {
      if isDigit(left[i]), isDigit(right[j]) {
        let a = digitRun(left, from: i)
        let b = digitRun(right, from: j)
        // Without leading zeros, the longer run is the larger number; runs of one length compare as bytes.
        if a.count != b.count { return a.count < b.count }
        if !a.elementsEqual(b) { return a.lexicographicallyPrecedes(b) }
        i = a.endIndex
        j = b.endIndex
      } else {
        if left[i] != right[j] { return left[i] < right[j] }
        i += 1
        j += 1
      }
    }
    if i < left.count || j < right.count { return i == left.count }
    return left.lexicographicallyPrecedes(right)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  /// The run of digits at `start`, leading zeros dropped.
  private static func digitRun(_ name: [UInt8], from start: Int) -> ArraySlice<UInt8> {
    let run = name[start...].prefix(while: isDigit)
    return run.drop { $0 == 0x30 }
  }
}
