// Footage as the pipeline sees it: clips in order, each a list of pictures or one film.

import FrameDecoding

/// Pictures that belong together: the frames of one folder, or of one film.
///
/// A verdict is given for each clip. Frames of one clip are not independent observations.
public struct Clip: Sendable {
  /// What a clip consists of.
  public enum Content: Sendable {
    /// Picture files, in order.
    case images([ImageEntry])
    /// One film, and its name in the results.
    case video(SourcePath, label: String)
  }

  /// A picture of a clip, or why there is none.
  public struct ImageEntry: Sendable {
    /// Where it is.
    public let path: SourcePath
    /// Its name in the results: the path below the folder that was named, or the path as it was given.
    public let label: String
    /// Why, where it is known already that nothing can be read there; it becomes an error row.
    public let failure: FrameFailure?
  }

  /// A name that no other clip of the run has.
  public internal(set) var name: String
  /// The frames.
  public internal(set) var content: Content

  /// The number of frames where it is known beforehand; nil for a film.
  public var frameCount: Int? {
    if case .images(let entries) = content { return entries.count }
    return nil
  }
}

/// What a run will read.
public struct FootagePlan: Sendable {
  /// The clips, in the order of the arguments; within a folder in natural order.
  public internal(set) var clips: [Clip]
  /// Sentences about what was left out and why, for the log.
  public internal(set) var notices: [String]

  /// The number of frames, or nil where a film is among them.
  public var frameCount: Int? {
    var sum = 0
    for clip in clips {
      guard let count = clip.frameCount else { return nil }
      sum += count
    }
    return sum
  }
}

/// One thing that the user names as footage.
public enum FootageArgument: Sendable, Hashable {
  /// A picture, a folder or a film named on the command line. One that does not exist ends the run before it starts.
  case named(SourcePath)
  /// A line of a list. One that does not exist becomes an error row: lists are long, and mistakes in them few.
  case listed(SourcePath)
}

/// Why there is no footage to work on.
public enum FootageError: Error, Hashable, Sendable {
  /// Nothing stands at the path.
  case missing(path: String)
  /// The path cannot be read.
  case unreadable(path: String, reason: String)
  /// The folder, and every folder in it, holds neither pictures nor films.
  case noImages(path: String)
  /// The list had no entries.
  case emptyList
  /// The path is a socket, a pipe or a device.
  case notAFile(path: String)
}

extension FootageError: CustomStringConvertible {
  /// What is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .missing(let path):
      "\(path): there is no such file or folder. Check the path; relative paths start at the current folder."
    case .unreadable(let path, let reason):
      "\(path): cannot be read (\(reason)). Check its permissions."
    case .noImages(let path):
      "\(path): holds no PNG or JPEG pictures and no films, nor does any folder in it."
    case .emptyList:
      "The list of footage is empty. Write one path a line, for example: find clips -name '*.jpg' | remnant match - …"
    case .notAFile(let path):
      "\(path): is neither a file nor a folder, so there is no picture to read."
    }
  }
}

extension FootageError {
  /// A short, stable word for the case.
  public var code: String {
    switch self {
    case .missing: "not-found"
    case .unreadable: "unreadable"
    case .noImages, .emptyList: "no-images"
    case .notAFile: "not-a-file"
    }
  }
}

/// Why a frame has no findings, for programs and for people.
public struct FrameFailure: Error, Hashable, Sendable {
  /// A short, stable word such as `truncated`.
  public let kind: String
  /// A sentence: what is wrong, in which file, what to do.
  public let message: String

  /// Makes a failure of its word and its sentence.
  public init(kind: String, message: String) {
    self.kind = kind
    self.message = message
  }

  /// The failure that a mistake in a list comes to.
  package init(_ error: FootageError) {
    self.init(kind: error.code, message: error.description)
  }

  /// The failure of a picture that could not be decoded.
  package init(_ error: DecodingError) {
    self.init(kind: error.code, message: error.description)
  }

  /// The failure of a film.
  package init(_ error: VideoError) {
    self.init(kind: error.code, message: error.description)
  }
}
