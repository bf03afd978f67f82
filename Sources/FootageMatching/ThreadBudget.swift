// How many threads this process may use.

import FoundationEssentials

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The processors that this process may use, whatever the machine has: its affinity mask and its cgroup's CPU quota.
public enum ThreadBudget {
  /// The number of threads that can run at once, at least 1.
  public static var available: Int {
    max(1, min(affinityCount, cgroupLimit(root: "/") ?? .max))
  }

  /// Processors in the affinity mask (`taskset`, Slurm), or those on line where the system does not tell.
  static var affinityCount: Int {
    if let status = text("/proc/self/status"), let count = allowedProcessors(status: status) { return count }
    return max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  }

  /// Set bits of the line `Cpus_allowed:` (hexadecimal words with commas) of Linux's `/proc/self/status`.
  package static func allowedProcessors(status: String) -> Int? {
    guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("Cpus_allowed:") }) else { return nil }
    let digits = line.dropFirst("Cpus_allowed:".count).compactMap(\.hexDigitValue)
    let count = digits.reduce(0) { $0 + $1.nonzeroBitCount }
    return count > 0 ? count : nil
  }

  private static func text(_ path: String) -> String? {
    guard let data = try? Data(contentsOf: URL(filePath: path)) else { return nil }
    return String(decoding: data, as: UTF8.self)
  }

  /// Processors that the CPU quota of this process's cgroup comes to, rounded up; nil where there is no quota.
  ///
  /// Version 2 reads `cpu.max` of the group and of each group above it, as the smallest quota holds; version 1 reads
  /// `cpu.cfs_quota_us`.
  ///
  /// - Parameter root: The folder that stands for `/`, with a slash at its end; for tests.
  package static func cgroupLimit(root: String) -> Int? {
    func processors(quota: Substring?, period: Substring?) -> Int? {
      guard let quota = quota.flatMap({ Double($0) }), let period = period.flatMap({ Double($0) }),
        quota > 0, period > 0
      else { return nil }
      return max(1, Int((quota / period).rounded(.up)))
    }
    var limits: [Int] = []
    for line in (text(root + "proc/self/cgroup") ?? "").split(separator: "\n") {
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { continue }
      if fields[0] == "0", fields[1].isEmpty {
        // In a container the group's path may not be visible; its own root is, and carries the quota.
        var group = fields[2].split(separator: "/")
        while true {
          let path = root + "sys/fs/cgroup/" + group.map { $0 + "/" }.joined() + "cpu.max"
          let parts = (text(path) ?? "").split { $0 == " " || $0 == "\n" }
          if let limit = processors(quota: parts.first, period: parts.dropFirst().first) { limits.append(limit) }
          guard group.popLast() != nil else { break }
        }
      } else if fields[1].split(separator: ",").contains("cpu") {
        for group in Set([String(fields[2]), "/"]) {
          let folder = root + "sys/fs/cgroup/cpu" + group + (group.hasSuffix("/") ? "" : "/")
          let quota = text(folder + "cpu.cfs_quota_us")?.split { $0 == "\n" }.first
          let period = text(folder + "cpu.cfs_period_us")?.split { $0 == "\n" }.first
          if let limit = processors(quota: quota, period: period) { limits.append(limit) }
        }
      }
    }
    return limits.min()
  }
}
