/// Finds, for each of `queryCount` descriptors, the two of `trainCount` that are nearest by Hamming distance.
///
/// Descriptors have 256 bits: 4 words each, one after the other, at any address. Nearest is the least distance, and of equal
/// distances the lowest index, for the second as for the first. `scratch` has room for `hammingScratchWordCount` words and
/// starts on a multiple of 64 bytes; its content is neither read nor kept. `neighbours` receives `queryCount` elements.
/// `trainCount` is at most `Int32.max`. Time: `queryCount` × `trainCount`.
package typealias HammingTwoNearest =
  @Sendable (
    _ queries: UnsafePointer<UInt64>, _ queryCount: Int,
    _ train: UnsafePointer<UInt64>, _ trainCount: Int,
    _ scratch: UnsafeMutablePointer<UInt64>,
    _ neighbours: UnsafeMutablePointer<NearestPair>
  ) -> Void

/// 64-bit words of scratch that `HammingTwoNearest` needs: a block of 4,096 descriptors, transposed.
package let hammingScratchWordCount = 4096 * 4

/// The nearest and the second nearest of one query. Where there is none the index is -1 and the distance 257.
package struct NearestPair: Hashable, Sendable {
  /// Index of the nearest.
  package var index: Int32
  /// Its distance in bits, 0...256.
  package var distance: Int32
  /// Index of the second nearest.
  package var secondIndex: Int32
  /// Its distance in bits, at least `distance`.
  package var secondDistance: Int32

  package init(index: Int32, distance: Int32, secondIndex: Int32, secondDistance: Int32) {
    self.index = index
    self.distance = distance
    self.secondIndex = secondIndex
    self.secondDistance = secondDistance
  }
}
