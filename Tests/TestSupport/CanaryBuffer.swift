/// Memory for a kernel's output with watched bytes before and behind it, at a chosen offset from a 64-byte boundary.
package final class CanaryBuffer<Element> {
  /// Where the kernel writes.
  package let base: UnsafeMutablePointer<Element>
  /// The number of elements that the kernel may write.
  package let count: Int

  private static var margin: Int { 256 }
  private static var canary: UInt8 { 0xA5 }
  private let memory: UnsafeMutableRawPointer
  private let start: Int
  private let byteCount: Int

  /// Allocates `count` elements, the first `offset` elements after a 64-byte boundary, all bytes set to the canary.
  package init(count: Int, offset: Int = 0, of type: Element.Type = Element.self) {
    self.count = count
    start = Self.margin + offset * MemoryLayout<Element>.stride
    byteCount = start + count * MemoryLayout<Element>.stride + Self.margin
    memory = .allocate(byteCount: byteCount, alignment: 64)
    memory.initializeMemory(as: UInt8.self, repeating: Self.canary, count: byteCount)
    base = (memory + start).assumingMemoryBound(to: Element.self)
  }

  deinit { memory.deallocate() }

  /// Whether every byte outside the elements is as it was.
  package var isIntact: Bool {
    let end = start + count * MemoryLayout<Element>.stride
    return (0..<byteCount).allSatisfy { byte in
      (start..<end).contains(byte) || memory.load(fromByteOffset: byte, as: UInt8.self) == Self.canary
    }
  }

  /// What was written.
  package var elements: [Element] { Array(UnsafeBufferPointer(start: base, count: count)) }
}
