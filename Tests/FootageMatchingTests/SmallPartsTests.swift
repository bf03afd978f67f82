import FootageMatching
import Testing

@Suite struct DurationHistogramTests {
  @Test func percentilesAreWithinABucket() throws {
    var histogram = DurationHistogram()
    for value in 1...1000 { histogram.add(Double(value)) }
    let median = try #require(histogram.percentile(0.5))
    let high = try #require(histogram.percentile(0.95))
    #expect(abs(median - 500) < 500 * 0.017)
    #expect(abs(high - 950) < 950 * 0.017)
    #expect(DurationHistogram().percentile(0.5) == nil)
  }
}

@Suite struct ThreadBudgetTests {
  @Test func theAffinityMaskIsCounted() {
    #expect(ThreadBudget.allowedProcessors(status: "Name:\tx\nCpus_allowed:\tff,00000003\nCpus_x:\t1\n") == 10)
    #expect(ThreadBudget.allowedProcessors(status: "Name:\tx\n") == nil)
  }

  @Test func theSmallestQuotaAboveTheGroupHolds() throws {
    let root = try TemporaryFolder()
    try root.write("proc/self/cgroup", Array("0::/slice/job\n".utf8))
    try root.write("sys/fs/cgroup/slice/job/cpu.max", Array("max 100000\n".utf8))
    try root.write("sys/fs/cgroup/slice/cpu.max", Array("250000 100000\n".utf8))
    #expect(ThreadBudget.cgroupLimit(root: root.url.path + "/") == 3)
  }

  @Test func withoutAQuotaThereIsNoLimit() throws {
    let root = try TemporaryFolder()
    try root.write("proc/self/cgroup", Array("0::/\n".utf8))
    try root.write("sys/fs/cgroup/cpu.max", Array("max 100000\n".utf8))
    #expect(ThreadBudget.cgroupLimit(root: root.url.path + "/") == nil)
    #expect(ThreadBudget.available >= 1)
  }

  @Test func versionOneIsReadToo() throws {
    let root = try TemporaryFolder()
    try root.write("proc/self/cgroup", Array("4:cpu,cpuacct:/box\n2:memory:/box\n".utf8))
    try root.write("sys/fs/cgroup/cpu/box/cpu.cfs_quota_us", Array("150000\n".utf8))
    try root.write("sys/fs/cgroup/cpu/box/cpu.cfs_period_us", Array("100000\n".utf8))
    #expect(ThreadBudget.cgroupLimit(root: root.url.path + "/") == 2)
  }
}

@Suite struct OverlayNamingTests {
  @Test(arguments: ["../../etc", "a/b\\c:d*?\"<>|", "", String(repeating: "ü", count: 300), "CON\u{0}\n"])
  func namesAreSafe(name: String) {
    let file = OverlayNaming.name(clip: 2, clipName: name, frame: 11, system: name)
    #expect(file.utf8.count < 255)
    #expect(file.hasPrefix("0003-") && file.hasSuffix(".png"))
    #expect(file.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"/\\:*?\"<>|".utf8.contains($0) })
    #expect(OverlayNaming.isOverlay(SourcePath(file)))
  }
}

@Suite struct SourcePathTests {
  @Test func partsOfPaths() {
    #expect(SourcePath("/a/b//").lastComponent == SourcePath("b"))
    #expect(SourcePath("/a/b//").parent == SourcePath("/a"))
    #expect(SourcePath("b").parent == SourcePath("."))
    #expect(SourcePath("/b").parent == SourcePath("/"))
    #expect(SourcePath("/").lastComponent == SourcePath("/"))
    #expect(SourcePath("/").appending("x") == SourcePath("/x"))
    #expect(!SourcePath(bytes: [0xFF]).isUTF8)
  }
}

@Suite struct ReferencePlanTests {
  @Test func foldersAreSystemsAndTheirPicturesViews() throws {
    let folder = try TemporaryFolder()
    for name in ["s10/1.png", "s9/b.png", "s9/deep/a.png", "loose.png"] { try folder.write(name) }
    let plan = try ReferencePlan(listing: folder.path)
    #expect(plan.entries.map(\.view) == ["s9/b.png", "s9/deep/a.png", "s10/1.png"])
    #expect(plan.entries.map(\.system) == ["s9", "s9", "s10"])
    #expect(plan.notices.count == 1)
  }

  @Test func aFolderWithoutSystemsSaysHowToArrangeIt() throws {
    let folder = try TemporaryFolder()
    try folder.write("loose.png")
    #expect(throws: ReferenceError.viewsOutsideSystems(path: folder.path.display)) {
      try ReferencePlan(listing: folder.path)
    }
  }
}
