// What two attempts must have in common for their results to belong together.

import MatchReporting

/// Everything beside the footage that decides a run's results.
///
/// The footage is no part of it: frames are known by their content, so that they may be renamed, moved and added to.
/// Neither are threads and instruction sets, which change no byte.
package struct RunIdentity: Codable, Hashable, Sendable {
  /// Remnant's version.
  package var version: String
  /// Every option that bears on the results, as in `run.json`.
  package var options: NamedValues<JSONValue>
  /// Every reference view, in order, with its digest; empty while they have not been read.
  package var references: [ReferenceDigestDocument]

  /// Makes an identity of this program's version.
  package init(options: MatchRunOptions, references: [ReferenceDigestDocument] = []) {
    version = RemnantVersion.current
    self.options = options.recorded
    self.references = references
  }

  /// How `self`, the earlier one, differs from `current`, as a clause for people; nil where it does not.
  ///
  /// - Parameter comparingReferences: Whether the references of `current` are known yet.
  package func difference(from current: RunIdentity, comparingReferences: Bool) -> String? {
    if version != current.version {
      return "it was begun by version \(version), and this is version \(current.version)"
    }
    let names = current.options.entries.map(\.name) + options.entries.map(\.name)
    for name in names {
      let (before, now) = (options[name].map(RunIdentity.text), current.options[name].map(RunIdentity.text))
      guard before != now else { continue }
      return "its option \(name) was \(before ?? "not set") and is \(now ?? "not set") now"
    }
    return comparingReferences ? referenceDifference(from: current) : nil
  }

  private func referenceDifference(from current: RunIdentity) -> String? {
    let before = Dictionary(references.map { ($0.view, $0.sha256) }) { first, _ in first }
    let now = Dictionary(current.references.map { ($0.view, $0.sha256) }) { first, _ in first }
    for entry in current.references {
      guard let digest = before[entry.view] else { return "the reference view \(entry.view) was not there then" }
      if digest != entry.sha256 { return "the reference view \(entry.view) is another picture now" }
    }
    for entry in references where now[entry.view] == nil { return "the reference view \(entry.view) is missing now" }
    let order = { (list: [ReferenceDigestDocument]) in list.map { [$0.reference, $0.view] } }
    return order(references) == order(current.references) ? nil : "its references came in another order"
  }

  /// Numbers compare by what they read as: 2 and 2.0 are one.
  private static func text(_ value: JSONValue) -> String {
    let line = (try? JSONDocument.line(value)) ?? "\(value)"
    return String(line.dropLast())
  }
}

extension MatchRunOptions {
  /// The options that bear on the results, by name, in the order in which they are written.
  package var recorded: NamedValues<JSONValue> {
    NamedValues([
      ("features", .integer(keypointCount)), ("maxPixels", .integer(maxPixels)),
      ("framesPerSecond", .number(framesPerSecond)), ("overlays", .integer(overlaysPerClip)),
      ("candidateLogOdds", .number(candidateLogOdds)),
      ("skipDuplicates", .bool(skipsDuplicates)),
    ])
  }

  /// The options that `recorded` came from, or nil where it holds something else.
  package init?(recorded: NamedValues<JSONValue>) {
    guard let keypointCount = recorded["features"]?.whole, let maxPixels = recorded["maxPixels"]?.whole,
      let framesPerSecond = recorded["framesPerSecond"]?.real, let overlays = recorded["overlays"]?.whole,
      let candidateLogOdds = recorded["candidateLogOdds"]?.real, case .bool(let skips)? = recorded["skipDuplicates"]
    else { return nil }
    self.init()
    self.keypointCount = keypointCount
    self.maxPixels = maxPixels
    self.framesPerSecond = framesPerSecond
    self.overlaysPerClip = overlays
    self.candidateLogOdds = candidateLogOdds
    skipsDuplicates = skips
  }
}

extension JSONValue {
  fileprivate var whole: Int? {
    if case .integer(let value) = self { return value }
    return nil
  }

  fileprivate var real: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }
}
