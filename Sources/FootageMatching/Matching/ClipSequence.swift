// Frames arrive in order, so at any time one clip is open.

/// Keeps the tally of the clip whose frames are arriving.
struct ClipSequence {
  private let plan: FootagePlan
  private let viewCount: Int
  private let options: MatchRunOptions
  private var current: (index: Int, tally: ClipTally)?

  init(plan: FootagePlan, viewCount: Int, options: MatchRunOptions) {
    self.plan = plan
    self.viewCount = viewCount
    self.options = options
  }

  /// The clip that is complete because `outcome` belongs to the next one; nil where it continues a clip or is the first.
  func clipBefore(_ outcome: FrameOutcome) -> (clip: Clip, index: Int, tally: ClipTally)? {
    guard let current, current.index != outcome.clip else { return nil }
    return (plan.clips[current.index], current.index, current.tally)
  }

  /// Adds a frame to its clip.
  mutating func add(_ outcome: FrameOutcome) {
    if current?.index != outcome.clip {
      current = (outcome.clip, ClipTally(viewCount: viewCount, overlayCount: options.overlaysPerClip))
    }
    current?.tally.add(outcome)
  }

  /// The clip that is open at the end.
  var lastClip: (clip: Clip, index: Int, tally: ClipTally)? {
    current.map { (plan.clips[$0.index], $0.index, $0.tally) }
  }
}
