/// Where a run found its pictures, as `file:` URIs (RFC 8089): percent-encoded bytes, since a path need not be text.
///
/// Places differ from machine to machine, so they are a part of `execution`: results do not depend on them.
public struct RunLocationsDocument: Codable, Hashable, Sendable {
  /// The folder that relative paths started from.
  public var workingFolder: String
  /// Pictures, folders and films as they were named; a list on standard input is not repeated here.
  public var footage: [String]
  /// The folder or the library of references.
  public var references: String

  /// Makes an entry of URIs.
  public init(workingFolder: String, footage: [String], references: String) {
    self.workingFolder = workingFolder
    self.footage = footage
    self.references = references
  }
}

/// `file:` URIs of paths that are bytes.
public enum FileURI {
  /// The URI of the absolute path `path`.
  public static func uri(ofPath path: [UInt8]) -> String {
    var text = "file://"
    let digits = Array("0123456789ABCDEF".unicodeScalars)
    for byte in path {
      if isPlain(byte) {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        text += "%"
        text.unicodeScalars.append(digits[Int(byte >> 4)])
        text.unicodeScalars.append(digits[Int(byte & 15)])
      }
    }
    return text
  }

  /// The path that `uri` names on this machine; nil for another scheme, another host, or a damaged escape.
  public static func path(ofURI uri: String) -> [UInt8]? {
    let prefix = "file:///"
    guard uri.hasPrefix(prefix) else { return nil }
    let bytes = Array(uri.utf8.dropFirst(prefix.utf8.count - 1))
    var path: [UInt8] = []
    var position = 0
    while position < bytes.count {
      guard bytes[position] == UInt8(ascii: "%") else {
        path.append(bytes[position])
        position += 1
        continue
      }
      guard position + 2 < bytes.count, let high = digit(bytes[position + 1]), let low = digit(bytes[position + 2]),
        high != 0 || low != 0
      else { return nil }
      path.append(high << 4 | low)
      position += 3
    }
    return path
  }

  /// RFC 3986's unreserved characters, and the slash between components.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "-._~/".utf8.contains(byte)
    }
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
