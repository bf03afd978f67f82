// What a run's pipeline takes in and hands on.

/// What comes next in the footage.
enum RunInput: Sendable {
  /// A frame to examine, or one that an earlier attempt has examined.
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
  /// A frame is taken over from an earlier attempt; with its outcome, where it was examined again.
  case carried(CarriedFrame, again: FrameOutcome?)
  /// A clip is taken over whole.
  case finished(FinishedClip)
}

/// What an earlier attempt has left of a clip.
enum EarlierClip {
  /// All of it.
  case finished(FinishedClip)
  /// Its first frames.
  case begun(CarriedClip)
}
