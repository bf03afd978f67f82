// File names for overlays: safe on every file system, sorted as the clips are.

/// Names overlay files after clip, frame and system.
package enum OverlayNaming {
  /// Bytes of a clip's or a system's name that a file name keeps: three parts and two numbers stay under 255.
  private static let partLimit = 60

  /// `0003-launch-site-frame-0012-system.png`: the numbers, counted from 1, make the name unique in a run.
  package static func name(clip: Int, clipName: String, frame: Int, system: String) -> String {
    "\(padded(clip + 1))-\(safe(clipName))-frame-\(padded(frame + 1))-\(safe(system)).png"
  }

  /// Whether a file in the folder of overlays has the form of such a name.
  package static func isOverlay(_ name: SourcePath) -> Bool {
    let digits = name.bytes.prefix { $0 >= 0x30 && $0 <= 0x39 }
    return digits.count >= 4 && name.display.contains("-frame-") && name.display.hasSuffix(".png")
  }

  /// Letters, digits, points and hyphens of ASCII; all else becomes one hyphen.
  private static func safe(_ name: String) -> String {
    var result = ""
    for scalar in name.unicodeScalars {
      let kept = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == ".")
      if kept {
        result.unicodeScalars.append(scalar)
      } else if !result.hasSuffix("-") {
        result += "-"
      }
      if result.utf8.count >= partLimit { break }
    }
    return result
  }

  private static func padded(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
