import VectorKernelContracts

/// What this build of the kernels is: the processor's minimum, 16-byte vectors (SSE2 or NEON).
enum Profile {
  static var name: String { "baseline" }
  static var instructionSet: InstructionSet { .baseline }
}
