/// Writes documents as JSON (RFC 8259) in UTF-8: the same value gives the same bytes, on every machine.
///
/// Keys come in the order of their declaration. Numbers are the shortest decimal text that reads back as the same
/// `Double`, whole ones without a fraction; the documents round theirs when made (see ``JSONRounding``). Nil properties
/// are left out. NaN and infinities are an error, never a token that JSON does not know.
public enum JSONDocument {
  /// `document` on one line with a line feed at its end: a line of JSON Lines.
  ///
  /// - Throws: ``ReportingError/notFinite(key:)``, ``ReportingError/notEncodable(reason:)``.
  /// - Complexity: O(size of the document).
  public static func line(_ document: some Encodable) throws(ReportingError) -> String {
    var writer = JSONTextWriter(isPretty: false)
    try writer.write(tree(of: document))
    return writer.finished()
  }

  /// `document` over several lines, indented by two spaces, with a line feed at its end. Objects and arrays that hold
  /// no other and are short stay on one line, so a list of keypoints is a line a keypoint.
  ///
  /// - Throws: ``ReportingError/notFinite(key:)``, ``ReportingError/notEncodable(reason:)``.
  public static func pretty(_ document: some Encodable) throws(ReportingError) -> String {
    var writer = JSONTextWriter(isPretty: true)
    try writer.write(tree(of: document))
    return writer.finished()
  }

  /// Writes ``pretty(_:)`` to the file at `path`, whole or not at all.
  ///
  /// - Throws: Also ``ReportingError/cannotWrite(path:code:reason:)``.
  public static func write(_ document: some Encodable, to path: String) throws(ReportingError) {
    try AtomicFile.write(Array(pretty(document).utf8), to: path)
  }

  private static func tree(of document: some Encodable) throws(ReportingError) -> JSONValue {
    do {
      return try JSONTreeEncoder.tree(of: document)
    } catch let error as ReportingError {
      throw error
    } catch {
      throw .notEncodable(reason: "\(error)")
    }
  }
}

/// Renders a ``JSONValue`` as text.
struct JSONTextWriter {
  /// Longest line, in characters, onto which an object or array without inner ones is gathered.
  static let gatheredLineLength = 160

  let isPretty: Bool
  private var output: [UInt8] = []
  private var path: [String] = []

  init(isPretty: Bool) { self.isPretty = isPretty }

  func finished() -> String { String(decoding: output, as: UTF8.self) + "\n" }

  mutating func write(_ value: JSONValue) throws(ReportingError) {
    switch value {
    case .null: append("null")
    case .bool(let value): append(value ? "true" : "false")
    case .integer(let value): append("\(value)")
    case .number(let value): append(try text(of: value))
    case .string(let value): appendQuoted(value)
    case .array(let values):
      try writeContainer(
        open: "[", close: "]", names: nil, values: values, isFlat: values.allSatisfy(\.isScalar))
    case .object(let members):
      try writeContainer(
        open: "{", close: "}", names: members.map(\.name), values: members.map(\.value),
        isFlat: members.allSatisfy(\.value.isScalar))
    }
  }

  private mutating func writeContainer(
    open: String, close: String, names: [String]?, values: [JSONValue], isFlat: Bool
  ) throws(ReportingError) {
    if !isPretty || values.isEmpty {
      return try writeItems(open: open, close: close, names: names, values: values, separator: ",", colon: ":")
    }
    if isFlat {
      let start = output.count
      try writeItems(open: open, close: close, names: names, values: values, separator: ", ", colon: ": ")
      if output.count - start <= Self.gatheredLineLength { return }
      output.removeSubrange(start...)
    }
    let indent = "\n" + String(repeating: "  ", count: path.count)
    try writeItems(
      open: open + indent + "  ", close: indent + close, names: names, values: values, separator: "," + indent + "  ",
      colon: ": ")
  }

  private mutating func writeItems(
    open: String, close: String, names: [String]?, values: [JSONValue], separator: String, colon: String
  ) throws(ReportingError) {
    append(open)
    for (index, value) in values.enumerated() {
      if index > 0 { append(separator) }
      if let names {
        appendQuoted(names[index])
        append(colon)
        path.append(path.isEmpty ? names[index] : ".\(names[index])")
      } else {
        path.append("[\(index)]")
      }
      try write(value)
      path.removeLast()
    }
    append(close)
  }

  private func text(of value: Double) throws(ReportingError) -> String {
    guard value.isFinite else { throw .notFinite(key: path.joined()) }
    // Whole numbers up to 2^53 are exact as integers; this also turns -0.0 into 0.
    if value.magnitude <= 0x1p53, value == value.rounded(.towardZero) { return "\(Int(value))" }
    return "\(value)"
  }

  private mutating func append(_ text: String) { output.append(contentsOf: text.utf8) }

  private mutating func appendQuoted(_ text: String) {
    append("\"")
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": append("\\\"")
      case "\\": append("\\\\")
      case "\n": append("\\n")
      case "\r": append("\\r")
      case "\t": append("\\t")
      case let scalar where scalar.mustBeEscaped:
        // All of them are below U+10000, so one escape is enough.
        let digits = String(scalar.value, radix: 16)
        append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
      default: output.append(contentsOf: UTF8.encode(scalar)!)
      }
    }
    append("\"")
  }
}

extension JSONValue {
  fileprivate var isScalar: Bool {
    switch self {
    case .array, .object: return false
    default: return true
    }
  }
}

extension Unicode.Scalar {
  /// Whether a JSON string shows this scalar as an escape: control characters, which JSON or a terminal would
  /// misread; line separators, which JavaScript may; and the marks that reorder or hide text, with which a file's name
  /// can look like another's.
  var mustBeEscaped: Bool {
    switch value {
    case 0...0x1F, 0x7F...0x9F: return true
    case 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x2069, 0xFEFF: return true
    default: return false
    }
  }
}
