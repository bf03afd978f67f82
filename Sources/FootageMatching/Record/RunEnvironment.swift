import VectorKernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What a run's record says about the process.
public enum RunEnvironment {
  /// The instruction set of the kernels in use: `baseline`, `v3` or `v4`.
  public static var instructionSet: String { Kernels.active.instructionSet.rawValue }

  /// What is wrong with the variable `REMNANT_ISA`, and what to do; nil where nothing is.
  public static var instructionSetProblem: String? {
    guard let value = getenv("REMNANT_ISA") else { return nil }
    do throws(KernelSelectionError) {
      _ = try Kernels.select(environment: ["REMNANT_ISA": String(cString: value)])
      return nil
    } catch {
      return error.description
    }
  }

  /// The command line, the program's name without its folder first.
  static var command: [String] {
    let arguments = CommandLine.arguments
    guard let program = arguments.first else { return [] }
    return [SourcePath(program).lastComponent.display] + arguments.dropFirst()
  }

  /// The most memory that this process has had resident, in millions of bytes.
  public static var peakMegabytes: Double {
    var usage = rusage()
    let ownProcess: Int32 = 0  // RUSAGE_SELF, which C libraries declare with different types.
    getrusage(ownProcess, &usage)
    #if os(Linux)
      let bytesPerUnit = 1024.0
    #else
      let bytesPerUnit = 1.0
    #endif
    return Double(usage.ru_maxrss) * bytesPerUnit / 1e6
  }
}
