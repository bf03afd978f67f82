// Footage whose answer is known, and the references that hold it.

import FoundationEssentials

/// A folder with `footage/`, `references/` and the truth: `truth.json`, or `truth.csv` with a line `clip,system` each.
package struct LabelledSet: Sendable {
  /// A clip and what it shows.
  package struct LabelledClip: Sendable {
    /// The clip.
    package let clip: Clip
    /// The system it shows; nil where it shows none of the references.
    package let system: String?
  }

  /// The set's name: its folder's.
  package let name: String
  /// Clips with a label, in the footage's order.
  package let clips: [LabelledClip]
  /// The views of its references.
  package let references: ReferencePlan
  /// Sentences about what was left out.
  package let notices: [String]

  /// The most bytes that a truth file may have.
  private static let mostTruthBytes = 64 << 20

  /// Reads what the folder holds. No picture is opened.
  package init(folder: SourcePath) throws(CalibrationError) {
    name = folder.lastComponent.display
    let referenceFolder = folder.appending("references")
    let truth = try Self.truth(in: folder)
    do { references = try ReferencePlan(listing: referenceFolder) } catch { throw .references(error) }
    let plan: FootagePlan
    do {
      plan = try ClipGrouping.plan([.named(folder.appending("footage"))], excluding: [referenceFolder])
    } catch { throw .footage(error) }
    var clips: [LabelledClip] = []
    var notices = references.notices + plan.notices
    for clip in plan.clips {
      if case .video = clip.content {
        notices.append("\(clip.name): films are not calibrated on; left out.")
      } else if let label = truth[clip.name] {
        clips.append(LabelledClip(clip: clip, system: label))
      } else {
        notices.append("\(clip.name): has no label; left out.")
      }
    }
    guard !clips.isEmpty else { throw .noLabelledClip(path: folder.display) }
    let systems = Set(references.entries.map(\.system))
    for clip in clips {
      guard let system = clip.system, !systems.contains(system) else { continue }
      notices.append("\(clip.clip.name): shows \(system), which is not among the references; taken for an unknown one.")
    }
    self.clips = clips
    self.notices = notices
  }

  private static func truth(in folder: SourcePath) throws(CalibrationError) -> [String: String?] {
    for (file, parse) in [("truth.json", json), ("truth.csv", csv)] as [(String, ([UInt8]) -> [String: String?]?)] {
      let path = folder.appending(file)
      guard case .success(let bytes) = FolderListing.content(of: path, atMost: mostTruthBytes) else { continue }
      guard let labels = parse(bytes) else { throw .badTruth(path: path.display) }
      return labels
    }
    throw .noTruth(path: folder.display)
  }

  private struct TruthDocument: Decodable {
    struct Label: Decodable { var system: String? }
    var clips: [String: Label]
  }

  /// The labels of a `truth.json`; nil where it is none.
  static func json(_ bytes: [UInt8]) -> [String: String?]? {
    (try? JSONDecoder().decode(TruthDocument.self, from: Data(bytes)))?.clips.mapValues(\.system)
  }

  /// The labels of lines `clip,system`; an empty system is none. A first line `clip,system` is a heading. nil for anything else.
  static func csv(_ bytes: [UInt8]) -> [String: String?]? {
    var labels: [String: String?] = [:]
    for (number, line) in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).enumerated() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map { field in
        String(field.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
      }
      guard fields.count == 2, !fields[0].isEmpty else { return nil }
      if number == 0, fields == ["clip", "system"] { continue }
      labels[fields[0]] = .some(fields[1].isEmpty ? nil : fields[1])
    }
    return labels
  }
}

/// Why nothing can be calibrated.
public enum CalibrationError: Error, Sendable {
  /// The set has no usable references.
  case references(ReferenceError)
  /// The set has no usable footage.
  case footage(FootageError)
  /// The set says of no clip what it shows.
  case noTruth(path: String)
  /// The labels cannot be read.
  case badTruth(path: String)
  /// No clip has a label.
  case noLabelledClip(path: String)
  /// Trials of one kind are missing.
  case oneSided(same: Int, different: Int)
  /// It was stopped.
  case interrupted
}

extension CalibrationError: CustomStringConvertible {
  /// What is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .references(let error): error.description
    case .footage(let error): error.description
    case .noTruth(let path):
      "\(path): says nowhere what its clips show. Write truth.csv, a line clip,system each (no system: none of the references)."
    case .badTruth(let path):
      "\(path): is no list of labels. JSON: {\"clips\": {clip: {\"system\": name or null}}}; CSV: a line clip,system each."
    case .noLabelledClip(let path):
      "\(path): none of its clips has a label. Names are those of the folders in footage/."
    case .oneSided(let same, let different):
      "There are \(same) comparisons of the same system and \(different) of different ones; calibration needs both."
    case .interrupted: "Stopped before the end; nothing was fitted."
    }
  }
}

/// Systems of one family: names that differ in a number at the end, as `basalt-1` and `basalt-2` do.
package enum SystemFamily {
  /// The name without `-` and the digits after it.
  package static func name(of system: String) -> String {
    guard let dash = system.lastIndex(of: "-"), dash > system.startIndex else { return system }
    let tail = system[system.index(after: dash)...]
    return !tail.isEmpty && tail.allSatisfy { $0.isASCII && $0.isNumber } ? String(system[..<dash]) : system
  }
}
