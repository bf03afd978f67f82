// The frames that a run would examine, for programs that deal them out themselves.

import MatchReporting

/// Lists the frames of footage as a run takes them.
public enum FrameListing {
  /// A frame as a line of JSON: what ``FrameService`` answers, and where the frame stands. A film is one line, which stands for all of its
  /// frames: how many they are is known only when the film has been read.
  private struct Line: Codable {
    let path: String
    let frame: String
    let clip: String
    let clipIndex: Int
    let index: Int
    /// True for a film, absent for a picture.
    var film: Bool?
  }

  /// Calls `body` with each frame of `footage`, in order.
  ///
  /// - Parameters:
  ///   - body: Receives the frame's path, and its line of JSON, end included.
  /// - Returns: Sentences about what was left out.
  public static func list(
    _ footage: [FootageArgument], body: (_ path: SourcePath, _ json: String) throws -> Void
  ) throws -> [String] {
    let plan = try ClipGrouping.plan(footage)
    for (clipIndex, clip) in plan.clips.enumerated() {
      switch clip.content {
      case .video(let path, let label):
        let line = Line(
          path: path.recordedText, frame: label, clip: clip.name, clipIndex: clipIndex, index: 0, film: true)
        try body(path, try JSONDocument.line(line))
      case .images(let entries):
        for (index, entry) in entries.enumerated() {
          let line = Line(
            path: entry.path.recordedText, frame: entry.label, clip: clip.name, clipIndex: clipIndex, index: index)
          try body(entry.path, try JSONDocument.line(line))
        }
      }
    }
    return plan.notices
  }
}
