// A part of the footage for one of several machines.

/// One of `count` shares of the footage, by whole clips: clip c goes to share c mod `count`.
///
/// A clip's verdict looks at several of its frames together, so a clip is never divided. A film or a folder is a clip: footage for
/// many machines comes in many of them.
public struct ShardSelection: Hashable, Sendable {
  /// Which share, from 0.
  public let index: Int
  /// How many there are, at least 1.
  public let count: Int

  /// Makes share `index`, counted from 0, of `count`.
  public init(index: Int, count: Int) {
    precondition(count >= 1 && (0..<count).contains(index), "one of the shares")
    self.index = index
    self.count = count
  }

  /// Whether a clip of the plan belongs to this share.
  package func owns(clip: Int) -> Bool { ShardSelection.owner(of: clip, count: count) == index }

  /// The share of `count` that a clip belongs to.
  package static func owner(of clip: Int, count: Int) -> Int { clip % count }
}

extension ShardSelection: CustomStringConvertible {
  /// As people count: `2/8` is the second of eight.
  public var description: String { "\(index + 1)/\(count)" }

  /// Reads `i/n` with 1 ≤ i ≤ n; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let number = Int(parts[0]), let count = Int(parts[1]), count >= 1,
      (1...count).contains(number)
    else { return nil }
    self.init(index: number - 1, count: count)
  }
}
