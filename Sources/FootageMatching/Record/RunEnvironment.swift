#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What a run's record says about the process.
public enum RunEnvironment {
  /// The instruction set of the kernels in use.
  public static var instructionSet: String { "baseline" }

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
