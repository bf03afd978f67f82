import VectorKernelContracts

/// The binary descriptors of `count` patches: bit t of a descriptor is set where the sum of the samples in the first
/// box of test t exceeds that in the second by more than the test's threshold, scaled by the patch's contrast.
func describePatches(
  _ patches: UnsafePointer<UInt8>, _ count: Int, _ tests: UnsafePointer<Int16>, _ testCount: Int,
  _ descriptors: UnsafeMutablePointer<UInt64>, _ scratch: UnsafeMutablePointer<UInt16>
) {
  let side = PatchGeometry.side
  for index in 0..<count {
    let patch = patches + index * PatchGeometry.sampleCount
    func boxSum(_ x: Int, _ y: Int, _ radius: Int) -> Int {
      var sum = 0
      for row in y - radius...y + radius {
        for column in x - radius...x + radius { sum += Int(patch[row * side + column]) }
      }
      return sum
    }
    var sum = 0
    var squares = 0
    for sample in 0..<PatchGeometry.sampleCount {
      sum += Int(patch[sample])
      squares += Int(patch[sample]) * Int(patch[sample])
    }
    let spread = Int(DescribeScratch.spread(sum: UInt32(sum), squares: UInt32(squares)))
    for test in 0..<testCount {
      let row = tests + 6 * test
      let radius = Int(row[4])
      let first = boxSum(Int(row[0]), Int(row[1]), radius)
      let second = boxSum(Int(row[2]), Int(row[3]), radius)
      let word = index * (testCount / 64) + test / 64
      if test % 64 == 0 { descriptors[word] = 0 }
      if first - second > (Int(row[5]) * spread) >> 16 { descriptors[word] |= 1 << UInt64(test % 64) }
    }
  }
}
