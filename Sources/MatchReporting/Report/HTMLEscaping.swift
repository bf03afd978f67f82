import CCrypto
import Mustache

/// Escapes text for HTML, in text and in quoted attributes alike.
///
/// swift-mustache 2.1.1 escapes by user-perceived characters, so that a quotation mark followed by a combining accent, which is *one*
/// such character, goes through as it is and ends an attribute. File names can hold that. This goes by Unicode scalars, as
/// browsers do, and shows what a browser would hide, reorder or drop (see ``DisplayText/printable(_:)``) as U+FFFD.
package struct HTMLEscaping: MustacheContentType {
  /// The name by which templates choose it.
  static let name = "REMNANT_HTML"

  package init() {}

  /// `text`, fit to stand between tags or quotation marks.
  ///
  /// - Complexity: O(n).
  package func escapeText(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in DisplayText.printable(text).unicodeScalars {
      switch scalar {
      case "<": result.append(contentsOf: "&lt;".unicodeScalars)
      case ">": result.append(contentsOf: "&gt;".unicodeScalars)
      case "&": result.append(contentsOf: "&amp;".unicodeScalars)
      case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
      case "'": result.append(contentsOf: "&#39;".unicodeScalars)
      default: result.append(scalar)
      }
    }
    return String(result)
  }
}

/// What a page may load: Content Security Policy, level 3.
///
/// A page opened from a disk has an opaque origin, in which `'self'` means nothing that all browsers agree on. So styles and scripts stand
/// in the page and are allowed by their SHA-256: this very text and no other may run, whatever a name smuggles in. Pictures lie
/// beside the page; they may come from there (`'self'` on a server, `file:` on a disk) and from nowhere else.
package enum ContentSecurity {
  /// The policy of a page with these scripts and this style.
  package static func policy(style: String, scripts: [String]) -> String {
    let scriptSources = scripts.isEmpty ? "'none'" : scripts.map(source).joined(separator: " ")
    return [
      "default-src 'none'", "img-src 'self' file:", "style-src \(source(style))", "script-src \(scriptSources)",
      "base-uri 'none'", "form-action 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'",
    ].joined(separator: "; ")
  }

  /// The source expression that allows exactly `text`.
  package static func source(_ text: String) -> String {
    var text = text
    var digest = [UInt8](repeating: 0, count: 32)
    let done = text.withUTF8 { EVP_Digest($0.baseAddress, $0.count, &digest, nil, EVP_sha256(), nil) }
    precondition(done == 1, "libcrypto has no SHA-256")
    return "'sha256-\(base64(digest))'"
  }

  /// RFC 4648, with padding.
  package static func base64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".unicodeScalars)
    var text = String.UnicodeScalarView()
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let word = (0..<3).reduce(0) { $0 << 8 | ($1 < group.count ? Int(bytes[start + $1]) : 0) }
      for place in 0..<4 {
        text.append(place <= group.count ? alphabet[word >> (18 - 6 * place) & 63] : "=")
      }
    }
    return String(text)
  }
}
