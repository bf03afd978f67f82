/// An instruction set that the kernels are built for, from the least demanding to the most.
package enum InstructionSet: String, CaseIterable, Comparable, Sendable {
  /// What every processor of the architecture has: SSE2 on x86-64, NEON on arm64. 16-byte vectors.
  case baseline
  /// x86-64-v3: AVX2. 32-byte vectors.
  case v3
  /// x86-64-v4: AVX-512 F, BW, CD, DQ, VL. 64-byte vectors.
  case v4

  package static func < (a: InstructionSet, b: InstructionSet) -> Bool { a.rank < b.rank }

  private var rank: Int {
    switch self {
    case .baseline: 0
    case .v3: 1
    case .v4: 2
    }
  }
}
