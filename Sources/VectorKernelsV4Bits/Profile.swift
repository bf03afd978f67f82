import VectorKernelContracts

/// What this build of the kernels is: x86-64-v4 with VPOPCNTDQ, BITALG, VBMI and VBMI2, 64-byte vectors.
enum Profile {
  static var name: String { "v4+bits" }
  static var instructionSet: InstructionSet { .v4 }
}
