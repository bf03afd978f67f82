import VectorKernelContracts

/// Why the kernels that `REMNANT_ISA` asks for cannot be had.
package enum KernelSelectionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The value names no instruction set.
  case unknown(String)
  /// This processor, or this build for its architecture, lacks the instruction set.
  case unsupported(InstructionSet, available: [InstructionSet])

  package var description: String {
    switch self {
    case .unknown(let value):
      "REMNANT_ISA is \"\(value)\", which names no instruction set: set it to \(Self.list(InstructionSet.allCases)), "
        + "or leave it unset for the best that this processor has."
    case .unsupported(let instructionSet, let available):
      "REMNANT_ISA asks for \(instructionSet.rawValue), which this processor lacks: it has "
        + "\(Self.list(available)). Leave REMNANT_ISA unset for the best of these."
    }
  }

  private static func list(_ sets: [InstructionSet]) -> String {
    sets.map(\.rawValue).joined(separator: ", ")
  }
}
