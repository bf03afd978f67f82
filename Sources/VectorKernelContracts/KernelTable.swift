/// The kernels of one build, as function values. Every build, and the scalar reference, fills the same table, and all give the
/// same bits for the same input.
///
/// Kernels take pointers, counts and strides only, check nothing, allocate nothing and are safe to run from several threads on
/// separate output. Their callers own the safe face. Each function's contract is told by its type.
package struct KernelTable: Sendable {
  /// What people read: "v4", or "v4+bits" where the processor has more than its instruction set's minimum.
  package let name: String
  /// The instruction set by which `REMNANT_ISA` names this build.
  package let instructionSet: InstructionSet
  /// The two nearest neighbours of binary descriptors.
  package let hammingTwoNearest: HammingTwoNearest

  package init(
    name: String,
    instructionSet: InstructionSet,
    hammingTwoNearest: @escaping HammingTwoNearest
  ) {
    self.name = name
    self.instructionSet = instructionSet
    self.hammingTwoNearest = hammingTwoNearest
  }
}
