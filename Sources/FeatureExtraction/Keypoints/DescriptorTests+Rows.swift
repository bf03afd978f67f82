extension DescriptorTests {
  /// Calls `body` with the rows, six numbers a test.
  static func withUnsafeRows<Result>(_ body: (UnsafePointer<Int16>) -> Result) -> Result {
    rows.withUnsafeBufferPointer { body($0.baseAddress!) }
  }
}
