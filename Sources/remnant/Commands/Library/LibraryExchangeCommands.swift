import ArgumentParser
import FootageMatching
import ReferenceLibrary

extension LibraryExportFormat: ExpressibleByArgument {}

struct LibraryExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a library's content for other programs.",
    discussion: """
      colmap: a COLMAP 4 database of cameras, images, keypoints and descriptors. colmap-text: a folder of text files for COLMAP's \
      feature_importer. Both add half a pixel, as COLMAP does, and turn half of each binary descriptor into COLMAP's 128 numbers. coco, \
      web-annotation: bolts, holes, rings, rows, grids and ellipses as annotations. csv: provenance, as add --table and import read it.
      """)

  @Argument(help: "The library's file.")
  var library: SourcePath

  @Option(help: "colmap, colmap-text, coco, web-annotation or csv.")
  var format: LibraryExportFormat

  @Option(name: .shortAndLong, help: "The file, or for colmap-text the folder, to write.")
  var output: SourcePath

  func run() throws {
    do throws(LibraryExportError) {
      let count = try LibraryExport(library).write(format, to: output)
      Console.shared.message("\(output.display): \(count) pictures.")
    } catch {
      if case .library(let error) = error { throw CommandFailure(error) }
      throw CommandFailure(message: error.description, code: .inputOutput)
    }
  }
}

struct LibraryImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Take over another library's pictures, a table's provenance, or bolts marked by people.",
    discussion: """
      SOURCE is another library, whose pictures come with their features, or a CSV file (named .csv), whose rows find their pictures by sha256, \
      else by label, and replace what is known of them. So provenance can be written in a spreadsheet: export --format csv, edit, import.

      A COCO file (named .json) replaces bolts and holes of the pictures that it names, found by sha256, else by label as file_name. So bolts \
      can be corrected in an annotation tool: export --format coco, add and delete boxes of the categories bolt and hole, import. Rings, rows \
      and grids are found anew among them; other categories are not read.
      """)

  @Argument(help: "The library's file.")
  var library: SourcePath

  @Argument(help: "A library, a CSV file, or a COCO file.")
  var source: SourcePath

  func run() throws {
    let report = try reportingLibraryFailures {
      let work = LibraryImport(into: library)
      let name = source.display.lowercased()
      do {
        if name.hasSuffix(".csv") { return try work.update(from: source) }
        if name.hasSuffix(".json") { return try work.updateBolts(from: source) }
        return try work.copy(from: source)
      } catch let error as LibraryPlanError {
        throw CommandFailure(error)
      } catch let error as CocoError {
        throw CommandFailure(message: error.description, code: .badData)
      }
    }
    for label in report.changed { try StandardOutput.print("imported \(label)") }
    for failure in report.failures { Console.shared.message("error: " + failure) }
    try StandardOutput.print(
      "\(report.changed.count) imported, \(report.unchanged.count) unchanged, \(report.failures.count) failed.")
    if !report.failures.isEmpty { throw ExitCode.someFailed }
  }
}
