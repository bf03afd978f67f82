// The frames that a run would examine, for programs that deal them out themselves.

import MatchReporting

/// Lists the frames of footage as a run takes them.
public enum FrameListing {
  /// A frame as a line of JSON: what ``FrameService`` answers, and where the frame stands.
  private struct Line: Codable {
    let path: String
    let frame: String
    let clip: String
    let clipIndex: Int
    let index: Int
  }

  /// Calls `body` with each frame of `footage`, in order.
  ///
  /// - Parameters:
  ///   - body: Receives the frame's path, and its line of JSON, end included.
  /// - Returns: Sentences about what was left out; films are, as only a run reads them.
  public static func list(
    _ footage: [FootageArgument], body: (_ path: SourcePath, _ json: String) throws -> Void
  ) throws -> [String] {
    let plan = try ClipGrouping.plan(footage)
    var notices = plan.notices
    for (clipIndex, clip) in plan.clips.enumerated() {
      switch clip.content {
      case .video(let path, _):
        notices.append("\(path.display): is a film, and left out. Match it with remnant match, or name its frames.")
      case .images(let entries):
        for (index, entry) in entries.enumerated() {
          let line = Line(
            path: entry.path.recordedText, frame: entry.label, clip: clip.name, clipIndex: clipIndex, index: index)
          try body(entry.path, try JSONDocument.line(line))
        }
      }
    }
    return notices
  }
}
