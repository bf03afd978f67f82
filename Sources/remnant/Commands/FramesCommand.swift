import ArgumentParser
import FootageMatching

struct FramesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "frames",
    abstract: "List the frames that match would examine.",
    discussion: """
      A path a line, in the order of match; with --json an object a line, with the frame's and the clip's names in the results and \
      their positions, for remnant worker. A film is one line, which the worker answers with a row for each of its frames.

      Example:
        remnant frames footage/ --json | remnant worker --references library/
      """)

  @Argument(help: "Pictures, folders, or - for a list on standard input.")
  var footage: [SourcePath]

  @Flag(help: "Write an object a line.")
  var json = false

  @Flag(name: .customLong("null"), help: "The list on standard input separates paths by zero bytes.")
  var nullSeparated = false

  func run() throws {
    let arguments = try FootageArguments.expand(footage, nullSeparated: nullSeparated)
    do {
      let notices = try FrameListing.list(arguments) { path, line in
        try StandardOutput.write(json ? Array(line.utf8) : path.bytes + [UInt8(ascii: "\n")])
      }
      for notice in notices { Console.shared.message("warning: " + notice) }
    } catch let error as FootageError {
      throw CommandFailure(MatchRunError.footage(error))
    }
  }
}

/// Footage as it is named on the command line.
enum FootageArguments {
  /// The arguments, with the list on standard input in the place of `-`.
  static func expand(_ footage: [SourcePath], nullSeparated: Bool) throws -> [FootageArgument] {
    var arguments: [FootageArgument] = []
    var listRead = false
    for path in footage {
      if path == SourcePath("-") {
        guard !listRead else { throw ValidationError("Standard input can be read once: name - once.") }
        listRead = true
        arguments += try PathList.readStandardInput(nullSeparated: nullSeparated).map { .listed($0) }
      } else {
        arguments.append(.named(path))
      }
    }
    if nullSeparated, !listRead { throw ValidationError("--null is about a list on standard input: name - too.") }
    return arguments
  }
}
