// What templates are filled with. All values are display-ready text: a template decides where something stands, never what it says.
//
// Names are unique along every path of nested parts: a template looks for a missing value further out.

/// What every page has.
struct PageShell {
  /// The page's name.
  let title: String
  /// The way from the page to the report's folder: empty, or `../`.
  let root: String
  /// The version of the program that wrote the page.
  let writer: String
  /// The content security policy.
  let policy: String
  /// The style sheet.
  let style: String
  /// The scripts.
  let scripts: [String]
  let isIndex: Bool
  let isInputs: Bool
  let isMethod: Bool
}

/// A number with what it counts.
struct Figure {
  let label: String
  let value: String
}

/// A term and what it is.
struct Fact {
  let term: String
  let detail: String
  /// Whether the detail is for a monospaced face: digests, paths, commands.
  let isCode: Bool
}

/// A verdict, told apart by word and shape.
struct VerdictMark {
  let word: String
  let code: String
  let isCandidate: Bool

  init(_ verdict: ClipDocument.Verdict) {
    code = verdict.rawValue
    isCandidate = verdict == .candidate
    word = isCandidate ? "Candidate" : "Inconclusive"
  }
}

/// Log-odds as text, in words, and as a bar.
struct Measure {
  let text: String
  let words: String
  /// For sorting by a script.
  let sortable: String
  /// The bar, in hundredths of the gauge's length.
  let barStart: String
  let barLength: String
  let isNegative: Bool

  /// The gauge runs from −2 to 8: beyond, a longer bar would say no more.
  private static let range = -2.0...8.0
  /// Where zero stands on it.
  static let zero = (0 - range.lowerBound) / (range.upperBound - range.lowerBound) * 100

  init(_ logOdds: Double) {
    text = DisplayText.oneDecimal(logOdds)
    words = EvidenceScale.words(logOdds)
    sortable = "\(logOdds)"
    let place = Self.place(logOdds)
    isNegative = logOdds < 0
    barStart = DecimalText.tenths(min(place, Self.zero))
    barLength = DecimalText.tenths(max((place - Self.zero).magnitude, 0.6))
  }

  /// `logOdds` on the gauge, 0...100.
  static func place(_ logOdds: Double) -> Double {
    let clamped = min(max(logOdds, range.lowerBound), range.upperBound)
    return (clamped - range.lowerBound) / (range.upperBound - range.lowerBound) * 100
  }
}

/// Numbers for SVG and data attributes.
enum DecimalText {
  /// `value` with at most one decimal and a point.
  static func tenths(_ value: Double) -> String {
    guard value.isFinite else { return "0" }
    let rounded = JSONRounding.round(min(max(value, -1e6), 1e6), decimals: 1)
    return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
  }
}

/// A kind of evidence with its log-odds.
struct Channel {
  let channel: String
  let measure: Measure?

  /// The three kinds; those that no version could have examined are left out.
  static func all(_ evidence: RecordedEvidence?) -> [Channel] {
    [
      Channel(channel: "Keypoints", measure: (evidence?.keypoints).map(Measure.init)),
      Channel(channel: "Bolts", measure: (evidence?.bolts).map(Measure.init)),
      Channel(channel: "Edges", measure: (evidence?.edges).map(Measure.init)),
    ]
  }
}

extension JSONValue {
  /// The value as people read it: lists with commas, objects as names and values.
  var readable: String {
    switch self {
    case .null: "none"
    case .bool(let value): value ? "yes" : "no"
    case .integer(let value): DisplayText.grouped(value)
    case .number(let value): "\(JSONRounding.round(value, decimals: JSONRounding.scoreDecimals))"
    case .string(let value): value
    case .array(let values): values.map(\.readable).joined(separator: ", ")
    case .object(let members): members.map { "\($0.name) \($0.value.readable)" }.joined(separator: ", ")
    }
  }
}
