// What a run's pipeline takes in and hands on.

/// What comes next in the footage.
enum RunInput: Sendable {
  /// A frame to examine.
  case frame(FrameJob)
  /// A clip that an earlier attempt has finished.
  case finished(FinishedClip)
}

/// What has become of it.
enum RunEvent: Sendable {
  /// A frame was examined, or failed.
  case examined(FrameOutcome)
  /// A frame was skipped, as it repeats another.
  case repeated(RepeatedFrame)
  /// A clip is taken over whole.
  case finished(FinishedClip)
}
