import VectorKernelContracts

/// What this build of the kernels is: x86-64-v4, 64-byte vectors (AVX-512).
enum Profile {
  static var name: String { "v4" }
  static var instructionSet: InstructionSet { .v4 }
}
