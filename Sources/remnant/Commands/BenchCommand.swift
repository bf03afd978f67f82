import ArgumentParser
import FootageMatching
import MatchReporting

struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Time every stage.",
    discussion: """
      Measures decode, keypoints, edges, bolts, extract (all features), match (two nearest of 2,000 × 2,000 random \
      descriptors), pair (descriptors and geometry of two pictures) and frame (decode and extract), in memory, on one thread \
      and with a pipeline on every thread. The answers are checked first.

      Examples:
        remnant bench frame.jpg
        remnant bench frame.jpg --threads 1 --features 2000 --json
        REMNANT_ISA=v3 remnant bench frame.jpg
      """)

  @Argument(help: "PNG or JPEG pictures.")
  var images: [SourcePath]

  @Option(help: ArgumentHelp("Repetitions of each stage; by default enough for 0.3 s.", valueName: "number"))
  var rounds: Int?

  @Flag(help: "Write JSON in the form remnant.bench/1.")
  var json = false

  @OptionGroup var extraction: ExtractionArguments
  @OptionGroup var threading: ThreadingOptions

  func validate() throws {
    if let rounds, !(1...1_000_000).contains(rounds) { throw ValidationError("--rounds must be 1 to 1000000.") }
  }

  func run() async throws {
    var options = BenchmarkOptions()
    options.threads = threading.count
    options.keypointCount = extraction.features
    options.maxPixels = extraction.maxPixels
    options.rounds = rounds
    let benchmark: StageBenchmark
    do throws(BenchmarkError) {
      benchmark = try StageBenchmark(images, options: options)
    } catch {
      switch error {
      case .decoding(let reason): throw CommandFailure(reason)
      case .wrongAnswer: throw CommandFailure(message: error.description, code: .badData)
      }
    }
    let document = await benchmark.measure()
    try StandardOutput.write(Array((json ? JSONText.pretty(document) : text(document)).utf8))
  }

  private func text(_ document: BenchDocument) -> String {
    var lines = ["remnant \(document.version), instruction set \(document.isa), \(document.images.count) picture(s)"]
    lines += table(document.stages, title: "one thread")
    if let parallel = document.allThreads {
      lines += table(parallel.stages, title: "\(parallel.threads) threads, a pipeline each")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func table(_ stages: NamedValues<StageTimeDocument>, title: String) -> [String] {
    func padded(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(0, width - text.count)) + text
    }
    func number(_ value: Double?, _ width: Int) -> String {
      padded(value.map { "\(JSONRounding.round($0, decimals: 2))" } ?? "", width)
    }
    let columns = padded("p50 ms", 10) + padded("p95 ms", 10) + padded("Mpixel/s", 12)
    return ["", title, padded("", 12) + columns]
      + stages.entries.map { entry in
        entry.name + padded("", 12 - entry.name.count) + number(entry.value.p50Milliseconds, 10)
          + number(entry.value.p95Milliseconds, 10) + number(entry.value.megapixelsPerSecond, 12)
      }
  }
}
