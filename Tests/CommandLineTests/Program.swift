import Foundation

/// The built program, run as people run it.
enum Program {
  struct Outcome {
    let status: Int32
    let output: Data
    let errors: String

    var text: String { String(decoding: output, as: UTF8.self) }

    func object() throws -> [String: Any] {
      try JSONSerialization.jsonObject(with: output) as? [String: Any] ?? [:]
    }
  }

  /// The program lies beside the test bundle, in the folder of build products.
  static let url: URL = {
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    if let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") {
      folder = URL(fileURLWithPath: link).deletingLastPathComponent()
    }
    while folder.path != "/" {
      let candidate = folder.appending(path: "remnant")
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: candidate.path, isDirectory: &isFolder), !isFolder.boolValue {
        return candidate
      }
      folder.deleteLastPathComponent()
    }
    return URL(fileURLWithPath: "/remnant-was-not-built")
  }()

  /// Starts the program; `finish` waits for it.
  ///
  /// - Parameter shell: What a shell does instead, with the program as `$0` and the arguments as `$@`.
  static func start(
    _ arguments: [String], shell: String? = nil, input: Data? = nil, environment: [String: String] = [:],
    in folder: URL
  ) throws -> Running {
    let process = Process()
    process.executableURL = shell == nil ? url : URL(fileURLWithPath: "/bin/sh")
    process.arguments = shell.map { ["-c", $0, url.path] + arguments } ?? arguments
    process.currentDirectoryURL = folder
    var variables = ProcessInfo.processInfo.environment
    for (name, value) in environment { variables[name] = value }
    process.environment = variables
    // Files, not pipes: nobody has to read while the program runs.
    let scratch = FileManager.default.temporaryDirectory.appending(path: "remnant-io-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    let (inFile, outFile, errFile) = (
      scratch.appending(path: "in"), scratch.appending(path: "out"), scratch.appending(path: "err")
    )
    try (input ?? Data()).write(to: inFile)
    try Data().write(to: outFile)
    try Data().write(to: errFile)
    process.standardInput = try FileHandle(forReadingFrom: inFile)
    process.standardOutput = try FileHandle(forWritingTo: outFile)
    process.standardError = try FileHandle(forWritingTo: errFile)
    try process.run()
    return Running(process: process, scratch: scratch)
  }

  /// Runs the program to its end.
  static func run(
    _ arguments: [String], input: Data? = nil, environment: [String: String] = [:], in folder: URL
  ) throws -> Outcome {
    try start(arguments, input: input, environment: environment, in: folder).finish()
  }

  /// Runs the program from a shell, to its end.
  static func run(shell: String, _ arguments: [String], in folder: URL) throws -> Outcome {
    try start(arguments, shell: shell, in: folder).finish()
  }

  /// A program that runs.
  struct Running {
    let process: Process
    fileprivate let scratch: URL

    func finish() throws -> Outcome {
      process.waitUntilExit()
      defer { try? FileManager.default.removeItem(at: scratch) }
      return Outcome(
        status: process.terminationStatus, output: try Data(contentsOf: scratch.appending(path: "out")),
        errors: String(decoding: try Data(contentsOf: scratch.appending(path: "err")), as: UTF8.self))
    }
  }
}
