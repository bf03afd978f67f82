import ArgumentParser
import FootageMatching

struct WorkerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worker",
    abstract: "Answer a line for every frame asked for on standard input.",
    discussion: """
      Every line of standard input is a path, or an object of remnant frames --json; every line of standard output is its row, \
      as in results.jsonl, in the same order, written at once. A film's line is answered with a row for each of its frames. A frame \
      that cannot be read is a row with its error. The references are read once, from a library as they are needed, and nothing is \
      written anywhere; so a scheduler may run any number of workers, and ask twice. The worker ends with 0 when its input ends.

      With --clips, a line for the clip follows the row of its last frame, as soon as a frame of another clip has come or the \
      input has ended: {"schema":"remnant.clip/1","clip":…}, with the clip's entry of summary.json. Frames of a clip then have to \
      follow each other, in their order.

      With --threads above 1, answers wait until as many lines have come or the input has ended.

      Examples:
        find . -name '*.jpg' | remnant worker --references library/ > rows.jsonl
        remnant frames footage/ --json | remnant worker --library systems.remnant --clips
        remnant worker --references library/ --describe > run.json
      """)

  @OptionGroup var references: ReferenceArguments

  @Flag(help: "Write version, options and digests of the references as JSON, and end.")
  var describe = false

  @Flag(help: "Write a line for each clip too.")
  var clips = false

  @Option(
    help: ArgumentHelp("Refuse to work with other references or options than this description's.", valueName: "file"),
    completion: .file())
  var expect: SourcePath?

  @Option(help: "Threads to use.")
  var threads = 1

  @OptionGroup var films: FilmArguments
  @OptionGroup var extraction: ExtractionArguments

  func validate() throws {
    guard (1...1024).contains(threads) else { throw ValidationError("--threads must be 1 to 1024.") }
  }

  func run() async throws {
    var options = MatchRunOptions()
    options.threads = threads
    options.keypointCount = extraction.features
    options.maxPixels = extraction.maxPixels
    options.framesPerSecond = films.framesPerSecond
    // Rows are all there is: no run to compare with has drawn anything.
    options.overlaysPerClip = 0
    let service: FrameService
    do {
      service = try await FrameService(
        references: try references.location(), options: options, expecting: try expect.map(DescriptionFile.read),
        logger: ConsoleLog.logger(level: .warning))
    } catch let error as MatchRunError {
      throw CommandFailure(error)
    }
    if describe { return try StandardOutput.write(Array(try service.description.utf8)) }
    let lines = LineReader(descriptor: 0)
    let questions = service.questions { try lines.next() }
    var judge = service.clipAnswers
    do {
      try await OrderedPipeline.run(
        threads: threads, window: threads,
        next: { try questions.next() },
        work: { service.answer($0) },
        deliver: { answer in
          try service.checkReferences()
          // The clip before first: its last row has been written.
          if clips, let clip = judge.add(answer) { try StandardOutput.write(clip) }
          try StandardOutput.write(answer.line)
        })
      if let clip = judge.finish() { try StandardOutput.write(clip) }
    } catch let error as SystemError {
      throw CommandFailure(message: "Standard input cannot be read (\(error)).", code: .inputOutput)
    } catch let error as MatchRunError {
      throw CommandFailure(error)
    }
  }
}

/// What `worker --describe` wrote.
enum DescriptionFile {
  /// The content of the file.
  static func read(_ path: SourcePath) throws(CommandFailure) -> [UInt8] {
    switch FolderListing.content(of: path, atMost: .max) {
    case .success(let bytes): return bytes
    case .failure(let error):
      throw CommandFailure(message: "\(path.display): cannot be read (\(error)).", code: .missingInput)
    }
  }
}
