// Films, through ffmpeg: frames at a constant rate, as grey pictures on a pipe.

import ImagePlanes

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// One frame of a film.
package struct VideoFrame: Sendable {
  /// Luma in the full range 0...255, turned upright as the film says.
  package let luma: Plane
  /// Position in the sequence that was asked for, from 0.
  package let index: Int
  /// Seconds from the film's beginning: `index` divided by the rate.
  package let seconds: Double
}

/// Why a film gave no more frames.
public enum VideoError: Error, Hashable, Sendable {
  /// There is no ffmpeg on this machine.
  case noFFmpeg
  /// ffmpeg could not be started.
  case notStarted(reason: String)
  /// ffmpeg gave up on the film.
  case failed(path: String, reason: String)
  /// A frame has more pixels than allowed.
  case tooLarge(path: String, width: Int, height: Int, limit: Int)
  /// What came through the pipe was not a sequence of pictures.
  case malformed(path: String)
}

extension VideoError: CustomStringConvertible {
  /// What is wrong, in which film, and what to do.
  public var description: String {
    switch self {
    case .noFFmpeg:
      "Reading a film needs ffmpeg, which is not installed. Install it (Debian: apt-get install ffmpeg), or give the "
        + "film's frames as pictures in a folder."
    case .notStarted(let reason):
      "ffmpeg could not be started (\(reason))."
    case .failed(let path, let reason):
      "\(path): ffmpeg could not read the film to its end. \(reason)"
    case .tooLarge(let path, let width, let height, let limit):
      "\(path): frames of \(width) × \(height) pixels are over the limit of \(limit) pixels. Raise --max-pixels."
    case .malformed(let path):
      "\(path): ffmpeg's output broke off inside a frame."
    }
  }
}

extension VideoError {
  /// A short, stable word for the case.
  public var code: String {
    switch self {
    case .noFFmpeg, .notStarted: "no-ffmpeg"
    case .failed, .malformed: "bad-film"
    case .tooLarge: "too-many-pixels"
    }
  }
}

/// Reads a film frame by frame. Memory holds one frame; ffmpeg waits while nobody reads.
package final class VideoFrames {
  private let path: String
  private let framesPerSecond: Double
  private let maxPixels: Int
  private let interrupt: InterruptFlag
  private let child: ChildProcess
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)
  private var unread: Range<Int> = 0..<0
  private var count = 0

  /// Whether ffmpeg can be found, by the search that starting it will make.
  package static var isAvailable: Bool {
    guard let child = try? ChildProcess(arguments: [Array("ffmpeg".utf8), Array("-version".utf8)]) else { return false }
    child.stop()
    return true
  }

  /// Starts ffmpeg on the film at `path`.
  ///
  /// - Parameters:
  ///   - framesPerSecond: The rate of the constant grid of times that frames are taken at, above 0.
  ///   - maxPixels: The largest frame, in pixels.
  package init(
    path: SourcePath, framesPerSecond: Double, maxPixels: Int, interrupt: InterruptFlag
  ) throws(VideoError) {
    self.path = path.display
    self.framesPerSecond = framesPerSecond
    self.maxPixels = maxPixels
    self.interrupt = interrupt
    // `file:` keeps a name from being taken for an option, a pattern or an address, and the whitelist keeps a film
    // from naming other files to fetch over a network.
    let input = ["ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "error", "-protocol_whitelist", "file", "-i"]
    let output = [
      "-map", "0:v:0", "-vf", "fps=\(framesPerSecond)", "-pix_fmt", "gray", "-c:v", "pgm", "-f", "image2pipe", "pipe:1",
    ]
    let arguments =
      input.map { Array($0.utf8) } + [Array("file:".utf8) + path.bytes] + output.map { Array($0.utf8) }
    do {
      child = try ChildProcess(arguments: arguments)
    } catch {
      throw error.isMissing ? .noFFmpeg : .notStarted(reason: error.description)
    }
  }

  /// The next frame, or nil at the end and after an interrupt.
  package func next() throws(VideoError) -> VideoFrame? {
    guard let mark = try byte() else {
      if !interrupt.isRaised { try checkEnding() }
      return nil
    }
    guard mark == UInt8(ascii: "P"), try byte() == UInt8(ascii: "5"),
      let width = try number(), let height = try number(), let maximum = try number(), maximum == 255,
      width > 0, height > 0
    else { return try brokenOff() }
    // The header is 9 digits a number at most, so the product cannot overflow.
    guard width * height <= maxPixels else {
      child.stop()
      throw .tooLarge(path: path, width: width, height: height, limit: maxPixels)
    }
    var complete = true
    let luma = try Plane(width: width, height: height) { (pixels, rowStride) throws(VideoError) in
      for row in 0..<height where complete {
        complete = try fill(UnsafeMutableRawPointer(pixels + row * rowStride), count: width)
      }
    }
    guard complete else { return try brokenOff() }
    defer { count += 1 }
    return VideoFrame(luma: luma, index: count, seconds: Double(count) / framesPerSecond)
  }

  /// Ends ffmpeg early.
  package func stop() { child.stop() }

  private func brokenOff() throws(VideoError) -> VideoFrame? {
    if interrupt.isRaised { return nil }
    try checkEnding()
    throw .malformed(path: path)
  }

  private func checkEnding() throws(VideoError) {
    let (ending, messages) = child.wait()
    guard ending != .exited(0) else { return }
    let last = messages.split(whereSeparator: \.isNewline).suffix(2).joined(separator: " ")
    throw .failed(path: path, reason: last.isEmpty ? "It gave no reason." : "It says: \(last)")
  }

  /// A decimal number of the header and the one white space behind it; comments do not occur in ffmpeg's headers.
  private func number() throws(VideoError) -> Int? {
    var value = 0
    var digits = 0
    while let next = try byte() {
      switch next {
      case 0x30...0x39:
        value = value * 10 + Int(next - 0x30)
        digits += 1
        if digits > 9 { return nil }
      case 0x20, 0x09, 0x0A, 0x0D:
        if digits > 0 { return value }
      default: return nil
      }
    }
    return nil
  }

  private func byte() throws(VideoError) -> UInt8? {
    if unread.isEmpty {
      let got = try read()
      guard got > 0 else { return nil }
    }
    defer { unread = unread.lowerBound + 1..<unread.upperBound }
    return buffer[unread.lowerBound]
  }

  /// Copies `wanted` bytes of the pipe to `target`; false where it ends before.
  private func fill(_ target: UnsafeMutableRawPointer, count wanted: Int) throws(VideoError) -> Bool {
    var done = 0
    while done < wanted {
      if unread.isEmpty {
        let got = try read()
        guard got > 0 else { return false }
      }
      let portion = min(wanted - done, unread.count)
      buffer.withUnsafeBytes { bytes in
        target.advanced(by: done).copyMemory(from: bytes.baseAddress! + unread.lowerBound, byteCount: portion)
      }
      unread = unread.lowerBound + portion..<unread.upperBound
      done += portion
    }
    return true
  }

  private func read() throws(VideoError) -> Int {
    do {
      let got = try buffer.withUnsafeMutableBytes { bytes throws(SystemError) in
        try child.read(into: bytes.baseAddress!, count: bytes.count, interrupt: interrupt)
      }
      unread = 0..<got
      return got
    } catch {
      throw .failed(path: path, reason: "Reading its output failed: \(error).")
    }
  }
}
