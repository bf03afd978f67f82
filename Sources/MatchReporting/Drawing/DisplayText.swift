/// Text made fit for a caption: printable, and no wider than its place.
package enum DisplayText {
  /// `text` with what cannot or must not be drawn (control characters, invisible marks, marks that reorder text)
  /// replaced by U+FFFD, so that a file's name shows itself as it is.
  package static func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: \.mustBeEscaped) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      result.unicodeScalars.append(scalar.mustBeEscaped ? "\u{FFFD}" : scalar)
    }
    return result
  }

  /// `text`, or as much of its beginning and its end as fits `maxWidth` with an ellipsis between them: a path's end
  /// names the file, its beginning tells the source. Never splits a user-perceived character.
  ///
  /// - Parameters:
  ///   - maxWidth: In the units of `measure`.
  ///   - measure: The drawn width of a text.
  /// - Returns: A text that fits; empty where not even the ellipsis does.
  /// - Complexity: O(log n) measurements of O(n) text.
  package static func elided(_ text: String, maxWidth: Double, measure: (String) -> Double) -> String {
    if measure(text) <= maxWidth { return text }
    let characters = Array(text)
    func shortened(to count: Int) -> String {
      // The end gets the odd character and a little more: extensions and frame numbers are there.
      let tail = (count * 3 + 4) / 5
      return String(characters.prefix(count - tail)) + "…" + String(characters.suffix(tail))
    }
    var fits = -1
    var tooMany = characters.count
    while tooMany - fits > 1 {
      let middle = (fits + tooMany) / 2
      if measure(shortened(to: middle)) <= maxWidth { fits = middle } else { tooMany = middle }
    }
    return fits < 0 ? "" : shortened(to: fits)
  }

  /// `count` with commas between groups of three digits: 12,345.
  package static func grouped(_ count: Int) -> String {
    var digits = Array(String(count.magnitude))
    var index = digits.count - 3
    while index > 0 {
      digits.insert(",", at: index)
      index -= 3
    }
    return (count < 0 ? "\u{2212}" : "") + String(digits)
  }

  /// `value` with one decimal, and a true minus sign.
  package static func oneDecimal(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "unknown" : value < 0 ? "\u{2212}∞" : "∞" }
    let tenths = JSONRounding.round(value, decimals: 1)
    guard tenths.magnitude < 1e15 else { return "\(tenths)" }
    let scaled = Int((tenths.magnitude * 10).rounded())
    return (tenths < 0 ? "\u{2212}" : "") + grouped(scaled / 10) + ".\(scaled % 10)"
  }

  /// `count` and its noun: "1 inlier", "2 inliers".
  package static func counted(_ count: Int, _ singular: String, _ plural: String) -> String {
    "\(grouped(count)) \(count == 1 ? singular : plural)"
  }

  /// Inliers with the matches that they come from, where those are known. A search along the map finds more than it started from.
  package static func inliers(_ count: Int, of matches: Int?) -> String {
    let inliers = counted(count, "inlier", "inliers")
    guard let matches else { return inliers }
    return "\(inliers)\(count > matches ? ", found from" : " of") \(counted(matches, "match", "matches"))"
  }
}
