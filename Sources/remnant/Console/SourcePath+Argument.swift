import ArgumentParser
import FootageMatching

extension SourcePath: ExpressibleByArgument {
  /// A path from the command line. Text has replaced bytes that are not UTF-8: the original argument still has them.
  public init?(argument: String) {
    guard !argument.isEmpty else { return nil }
    guard argument.unicodeScalars.contains("\u{FFFD}") else {
      self.init(argument)
      return
    }
    for index in 0..<Int(CommandLine.argc) {
      guard let original = CommandLine.unsafeArgv[index] else { continue }
      if String(cString: original) == argument {
        var bytes: [UInt8] = []
        var position = 0
        while original[position] != 0 {
          bytes.append(UInt8(bitPattern: original[position]))
          position += 1
        }
        self.init(bytes: bytes)
        return
      }
    }
    self.init(argument)
  }

  /// The path, for help texts.
  public var defaultValueDescription: String { display }

  /// Shells complete file names.
  public static var defaultCompletionKind: CompletionKind { .file() }
}
