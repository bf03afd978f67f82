// From lines of requests to frames: what `remnant worker` reads.

import FoundationEssentials
import MatchReporting

/// A frame that a service is asked for.
public struct FrameQuestion: Sendable {
  let job: FrameJob
  let clip: String
}

/// The frames that lines ask for, one after another. Used from one task at a time.
///
/// A line is a path, or a JSON object with the keys `path`, `frame` and `clip` (see ``FrameListing``), which names the frame and its clip in
/// the row. A path's row has the path for the frame's name, and its folder's for the clip's. A film is a clip, whose frames follow each
/// other, named by film and time as in a run: one line asks for all of them. What is neither is a question too, whose answer is an error.
public final class FrameQuestions {
  private let framesPerSecond: Double
  private let maxPixels: Int
  private let nextLine: () throws -> [UInt8]?
  private var film: (feed: FrameFeed, clip: String)?

  init(framesPerSecond: Double, maxPixels: Int, nextLine: @escaping () throws -> [UInt8]?) {
    self.framesPerSecond = framesPerSecond
    self.maxPixels = maxPixels
    self.nextLine = nextLine
  }

  /// The next frame; nil at the end.
  ///
  /// - Complexity: reads the head of each file, and of a film its next frame.
  public func next() throws -> FrameQuestion? {
    while true {
      if let film {
        if case .frame(let job)? = try film.feed.next() { return FrameQuestion(job: job, clip: film.clip) }
        self.film = nil
      }
      guard let line = try nextLine() else { return nil }
      let request: FrameRequest
      do { request = try FrameRequest(line) } catch { return Self.refusal(of: line) }
      guard request.isFilm else {
        let job = FrameJob(
          index: 0, clip: 0, indexInClip: 0, path: request.path, label: request.frame, source: .file)
        return FrameQuestion(job: job, clip: request.clip)
      }
      let clip = Clip(name: request.clip, content: .video(request.path, label: request.frame))
      film = (
        FrameFeed(
          plan: FootagePlan(clips: [clip], notices: []), framesPerSecond: framesPerSecond, maxPixels: maxPixels,
          interrupt: InterruptFlag()), request.clip
      )
    }
  }

  private static func refusal(of line: [UInt8]) -> FrameQuestion {
    let text = String(decoding: line.prefix(200), as: UTF8.self)
    let failure = FrameFailure(kind: "bad-request", message: "\(text): is neither a path nor a request for a frame.")
    return FrameQuestion(
      job: FrameJob(
        index: 0, clip: 0, indexInClip: 0, path: SourcePath(text), label: text, source: .failed(failure)), clip: "")
  }
}

/// What a line asks for.
private struct FrameRequest {
  /// The form of a request in JSON.
  private struct Form: Codable {
    let path: String
    let frame: String
    let clip: String
  }

  let path: SourcePath
  let frame: String
  let clip: String
  let isFilm: Bool

  /// Reads a line: JSON where it starts with a brace, else a path.
  init(_ line: [UInt8]) throws {
    var line = line
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    if line.first == UInt8(ascii: "{") {
      let form = try JSONDecoder().decode(Form.self, from: Data(line))
      path = SourcePath(recordedText: form.path)
      isFilm = Self.isFilm(path)
      frame = form.frame
      clip = form.clip
      return
    }
    guard !line.isEmpty, !line.contains(0) else { throw FrameFailure(kind: "bad-request", message: "no path") }
    path = SourcePath(bytes: line)
    isFilm = Self.isFilm(path)
    frame = path.display
    clip = isFilm ? path.lastComponent.display : ClipGrouping.folderName(path.parent)
  }

  private static func isFilm(_ path: SourcePath) -> Bool {
    guard !MediaSignature.nameClaimsImage(path.lastComponent),
      case .success(let head) = FolderListing.head(of: path, count: MediaSignature.headLength)
    else { return false }
    return MediaSignature(head: head) == .video
  }
}
