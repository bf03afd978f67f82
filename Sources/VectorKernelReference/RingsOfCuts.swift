import VectorKernelContracts

/// Interpolates rings of samples from squares. See `RingsOfCuts`.
func ringsOfCuts(
  _ cuts: UnsafePointer<UInt8>, _ corners: UnsafePointer<Int16>, _ weights: UnsafePointer<Int16>,
  _ target: UnsafeMutablePointer<UInt8>, _ scratch: UnsafeMutablePointer<UInt8>
) {
  for sample in 0..<PolarGeometry.sampleCount {
    for place in 0..<BoltFeature.lanes {
      let corner = cuts + place * CutGeometry.sampleCount + Int(corners[sample])
      var sum = 0
      for (neighbour, offset) in [0, 1, CutGeometry.side, CutGeometry.side + 1].enumerated() {
        sum += Int(corner[offset]) * Int(weights[4 * sample + neighbour])
      }
      target[sample * BoltFeature.lanes + place] = UInt8((sum + 64) / 128)
    }
  }
}

/// Puts the samples of places side by side. See `InterleavePolar`.
func interleavePolar(_ samples: UnsafePointer<UInt8>, _ target: UnsafeMutablePointer<UInt8>) {
  for place in 0..<BoltFeature.lanes {
    for sample in 0..<PolarGeometry.sampleCount {
      target[sample * BoltFeature.lanes + place] = samples[place * PolarGeometry.sampleCount + sample]
    }
  }
}
