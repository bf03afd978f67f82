/// Uninitialised memory that is kept between uses and only ever grows: a frame's worth of scratch space is faulted in
/// once, not once a frame.
struct GrowingBuffer<Element: BitwiseCopyable>: ~Copyable {
  private var memory: UnsafeMutableRawPointer?
  private var capacity = 0

  init() {}

  deinit { memory?.deallocate() }

  /// At least `count` elements, aligned to 64 bytes. What they held before is lost where the buffer had to grow.
  mutating func reserve(_ count: Int) -> UnsafeMutablePointer<Element> {
    if count > capacity || memory == nil {
      memory?.deallocate()
      capacity = max(count, capacity + capacity / 2, 64)
      memory = .allocate(byteCount: capacity * MemoryLayout<Element>.stride, alignment: 64)
    }
    return memory!.assumingMemoryBound(to: Element.self)
  }
}
