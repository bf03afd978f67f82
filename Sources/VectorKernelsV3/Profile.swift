import VectorKernelContracts

/// What this build of the kernels is: x86-64-v3, 32-byte vectors (AVX2).
enum Profile {
  static var name: String { "v3" }
  static var instructionSet: InstructionSet { .v3 }
}
