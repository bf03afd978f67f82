import CVectors
@_exported import VectorKernelContracts
import VectorKernelsBaseline

#if arch(x86_64)
  import VectorKernelsV3
  import VectorKernelsV4
  import VectorKernelsV4Bits
#endif

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The kernels that this processor can run, and the choice among them.
package enum Kernels {
  /// The builds that this processor runs, from the least demanding to the most; never empty.
  package static let available: [KernelTable] = {
    var tables = [VectorKernelsBaseline.kernelTable()]
    #if arch(x86_64)
      if remnant_processor_supports_x86_64_v3() { tables.append(VectorKernelsV3.kernelTable()) }
      if remnant_processor_supports_x86_64_v4() { tables.append(VectorKernelsV4.kernelTable()) }
      if remnant_processor_supports_x86_64_v4_bits() { tables.append(VectorKernelsV4Bits.kernelTable()) }
    #endif
    return tables
  }()

  /// The kernels in use, chosen once: what `REMNANT_ISA` asks for, or the best.
  ///
  /// Where `REMNANT_ISA` cannot be had this is the baseline, which always runs: a program that lets people set it calls
  /// `select(environment:)` first and shows the error.
  package static let active: KernelTable = {
    let value = getenv("REMNANT_ISA").map { String(cString: $0) }
    return (try? select(requested: value)) ?? available[0]
  }()

  /// Chooses the kernels by the variable `REMNANT_ISA` of `environment`: `baseline`, `v3` or `v4`; absent or empty for the best.
  ///
  /// - Throws: `KernelSelectionError` where the value is unknown or the processor lacks the instruction set.
  package static func select(environment: [String: String]) throws(KernelSelectionError) -> KernelTable {
    try select(requested: environment["REMNANT_ISA"])
  }

  private static func select(requested: String?) throws(KernelSelectionError) -> KernelTable {
    guard let requested, !requested.isEmpty else { return available[available.count - 1] }
    guard let instructionSet = InstructionSet(rawValue: requested) else { throw .unknown(requested) }
    // The last of several builds for one set is the one that uses most of the processor.
    guard let table = available.last(where: { $0.instructionSet == instructionSet }) else {
      var sets: [InstructionSet] = []
      for table in available where sets.last != table.instructionSet { sets.append(table.instructionSet) }
      throw .unsupported(instructionSet, available: sets)
    }
    return table
  }
}
