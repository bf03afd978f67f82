import ArgumentParser
import FootageMatching
import MatchReporting
import ReferenceLibrary

struct LibraryRemoveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove",
    abstract: "Remove pictures, or systems with all their pictures.",
    discussion:
      "NAME is a picture's label as list shows it, the beginning of its SHA-256 (6 digits or more), or a system.")

  @Argument(help: "The library's file.")
  var library: SourcePath

  @Argument(help: "Labels, digests or systems.")
  var names: [String]

  func run() throws {
    try reportingLibraryFailures {
      let file = try LibraryFile(opening: library.display, writable: true)
      // All names are looked up first: a misspelt one removes nothing.
      let records = try names.flatMap { try file.references(named: $0) }
      try file.remove(ids: Set(records.map(\.id)).sorted())
      var named: Set<Int> = []
      for record in records where named.insert(record.id).inserted {
        try StandardOutput.print("removed \(record.provenance.label)")
      }
    }
  }
}

struct LibraryListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "list", abstract: "List the pictures of a library.")

  @Argument(help: "The library's file.")
  var library: SourcePath

  @Flag(help: "Write JSON in the form remnant.library/1.")
  var json = false

  func run() throws {
    try reportingLibraryFailures {
      let records = try LibraryListing.records(of: try LibraryFile(opening: library.display))
      if json { return try StandardOutput.write(Array(try JSONText.pretty(LibraryDocument(records)).utf8)) }
      for record in records {
        let (provenance, picture) = (record.provenance, record.picture)
        let about = [provenance.component, provenance.source, provenance.licence].filter { !$0.isEmpty }
        try StandardOutput.print(
          ([provenance.label, String(picture.sha256.prefix(12)), "\(picture.size.width) × \(picture.size.height) px"]
            + about)
            .joined(separator: "  "))
      }
    }
  }
}

struct LibraryShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show what a library knows of pictures, their features included.",
    discussion:
      "NAME is a picture's label as list shows it, the beginning of its SHA-256 (6 digits or more), or a system.")

  @Argument(help: "The library's file.")
  var library: SourcePath

  @Argument(help: "Labels, digests or systems.")
  var names: [String]

  @Flag(help: "Write JSON: the form remnant.library/1, with features in the form remnant.features/1.")
  var json = false

  func run() throws {
    try reportingLibraryFailures {
      let file = try LibraryFile(opening: library.display)
      let records = try names.flatMap { try file.references(named: $0) }
      if json {
        var document = LibraryDocument(records)
        for index in records.indices {
          document.images[index].features = FeaturesDocument(
            image: ImageDocument(records[index]), features: try file.features(of: records[index].id))
        }
        return try StandardOutput.write(Array(try JSONText.pretty(document).utf8))
      }
      for record in records {
        let features = try file.features(of: record.id)
        for (name, value) in LibraryListing.facts(of: record, features: features) {
          try StandardOutput.print("\(name): \(value)")
        }
        try StandardOutput.print("")
      }
    }
  }
}

struct LibraryVerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check a library and the pictures that it was made from.",
    discussion: """
      Checks the file's own consistency, that all features can be read, the digests of pictures and masks where they still lie \
      where they were added from, and whether this version of Remnant would find the same features. Pictures that have changed and \
      damage are faults (exit code 65); pictures that are gone and features of another version are only named.
      """)

  @Argument(help: "The library's file.")
  var library: SourcePath

  func run() async throws {
    let report = try reportingLibraryFailures { try LibraryCheck(library).run() }
    for sentence in report.faults { try StandardOutput.print("fault: " + sentence) }
    for sentence in report.notices { try StandardOutput.print(sentence) }
    try StandardOutput.print(
      "\(report.pictureCount) pictures: \(report.checkedCount) files unchanged, \(report.missingCount) no longer there, "
        + "\(report.staleCount) with features of another version, \(report.faults.count) faults.")
    if !report.faults.isEmpty { throw ExitCode.badData }
  }
}
