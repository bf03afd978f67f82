import Logging

/// Log messages on standard error, in step with the line of progress.
struct ConsoleLog: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let label = event.level >= .error ? "error: " : event.level == .warning ? "warning: " : ""
    Console.shared.message(label + event.message.description)
  }

  /// A logger that writes messages of `level` and above.
  static func logger(level: Logger.Level) -> Logger {
    Logger(label: "remnant") { _ in ConsoleLog(logLevel: level) }
  }
}
