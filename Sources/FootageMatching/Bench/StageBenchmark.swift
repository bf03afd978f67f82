// How long each stage takes. The answer is checked before anything is timed: a wrong answer has no speed.

import FeatureExtraction
import FeatureMatching
import FrameDecoding
import ImagePlanes
import MatchReporting

/// What may be chosen about a benchmark.
public struct BenchmarkOptions: Sendable {
  /// Threads of the second measurement, with a pipeline on each; at 1 it is left out. At least 1.
  public var threads = ThreadBudget.available
  /// The most keypoints a picture; at least 1.
  public var keypointCount = ExtractionOptions().keypointCount
  /// The largest picture, in pixels.
  public var maxPixels = DecodingOptions().maxPixels
  /// Repetitions of each stage on each picture; nil for as many as `StageBenchmark.leastSeconds` takes.
  public var rounds: Int?

  /// The default choices.
  public init() {}
}

/// Why there are no figures.
public enum BenchmarkError: Error, Sendable {
  /// A picture could not be decoded.
  case decoding(DecodingError)
  /// A stage gave a wrong answer.
  case wrongAnswer(stage: String, reason: String)
}

extension BenchmarkError: CustomStringConvertible {
  /// What is wrong, and what to do.
  public var description: String {
    switch self {
    case .decoding(let error): error.description
    case .wrongAnswer(let stage, let reason): "Nothing was measured, as \(stage) gave a wrong answer: \(reason)"
    }
  }
}

/// Measures the stages on pictures, one thread at a time and all together.
public struct StageBenchmark: Sendable {
  /// Descriptors on each side of the stage `match`.
  public static let descriptorCount = 2000
  /// Seed of these descriptors: any fixed number will do.
  static let descriptorSeed: UInt64 = 7
  /// The least time over which a stage is measured, in seconds: many periods of a busy machine's clock ticks.
  static let leastSeconds = 0.3
  /// The fewest and the most repetitions of a stage on each picture.
  static let roundLimits = 5...2000

  private let options: BenchmarkOptions
  private let paths: [SourcePath]
  private let inputs: [Input]

  /// A picture: its file's bytes, and what the stages before made of it.
  struct Input: Sendable {
    let path: String
    let bytes: [UInt8]
    let frame: Frame
    let features: Features
  }

  /// Reads the pictures into memory, runs every stage once and checks the answers.
  public init(_ paths: [SourcePath], options: BenchmarkOptions = .init()) throws(BenchmarkError) {
    precondition(!paths.isEmpty, "a benchmark needs a picture")
    self.options = options
    self.paths = paths
    let examiner = ImageExaminer(keypointCount: options.keypointCount, maxPixels: options.maxPixels)
    var inputs: [Input] = []
    for path in paths {
      do throws(DecodingError) {
        let image = try examiner.examine(path)
        guard case .success(let bytes) = FolderListing.content(of: path, atMost: image.frame.byteCount) else {
          throw DecodingError.unreadable(path: path.display, reason: "it went away after it was read")
        }
        inputs.append(Input(path: path.display, bytes: bytes, frame: image.frame, features: image.features))
      } catch {
        throw .decoding(error)
      }
    }
    self.inputs = inputs
    try checkAnswers()
  }

  private func checkAnswers() throws(BenchmarkError) {
    let extractor = StageBenchmark.extractor(options)
    for input in inputs {
      guard !input.features.keypoints.isEmpty else {
        throw .wrongAnswer(stage: "keypoints", reason: "\(input.path) has none. Choose a picture with detail.")
      }
      let again = extractor.extract(from: input.frame.luma)
      guard again.keypoints == input.features.keypoints, again.descriptors == input.features.descriptors else {
        throw .wrongAnswer(stage: "keypoints", reason: "a second extraction of \(input.path) differs.")
      }
    }
    let (queries, train) = StageBenchmark.descriptors
    let found = DescriptorMatcher().twoNearest(queries, in: train)
    // A sample, spread over all: brute force over everything would take longer than the measurement.
    for query in stride(from: 0, to: queries.count, by: 37) {
      let ranked = (0..<train.count).map { (queries.distance(query, to: train, $0), $0) }.sorted { $0 < $1 }
      let expected = TwoNearest(
        index: ranked[0].1, distance: ranked[0].0, secondIndex: ranked[1].1, secondDistance: ranked[1].0)
      guard found[query] == expected else {
        throw .wrongAnswer(stage: "match", reason: "descriptor \(query) has other neighbours.")
      }
    }
  }

  /// Measures every stage.
  ///
  /// - Complexity: about `leastSeconds` a stage, twice where several threads are measured too.
  public func measure() async -> BenchDocument {
    var single: [(String, StageTimeDocument)] = []
    var parallel: [(String, StageTimeDocument)] = []
    var fewestRounds = Int.max
    for stage in stages {
      let rounds = options.rounds ?? rounds(for: stage)
      fewestRounds = min(fewestRounds, rounds)
      single.append((stage.name, await time(stage, threads: 1, rounds: rounds)))
      if options.threads > 1 {
        parallel.append((stage.name, await time(stage, threads: options.threads, rounds: rounds)))
      }
    }
    return BenchDocument(
      version: RemnantVersion.current, isa: RunEnvironment.instructionSet,
      images: inputs.map { ImageDocument($0.frame) }, rounds: fewestRounds, stages: NamedValues(single),
      allThreads: parallel.isEmpty
        ? nil : ParallelBenchDocument(threads: options.threads, stages: NamedValues(parallel)))
  }
}

extension StageBenchmark {
  /// One stage: what to do with one input.
  private struct Stage: Sendable {
    let name: String
    /// Whether its time has to do with the number of pixels.
    let worksOnPixels: Bool
    let run: @Sendable (Input) -> Void
  }

  private var stages: [Stage] {
    var decoding = DecodingOptions()
    decoding.maxPixels = options.maxPixels
    let decoder = FrameDecoder(options: decoding)
    let extractor = StageBenchmark.extractor(options)
    let keypointExtractor = StageBenchmark.extractor(options, stages: .keypoints)
    let edgeExtractor = StageBenchmark.extractor(options, stages: .edges)
    let boltExtractor = StageBenchmark.extractor(options, stages: .bolts)
    let matcher = DescriptorMatcher()
    let pairs = PairMatcher()
    let (queries, train) = StageBenchmark.descriptors
    let partner = inputs[inputs.count - 1].features
    return [
      Stage(name: "decode", worksOnPixels: true) { use(try? decoder.decode(bytes: $0.bytes, path: $0.path)) },
      Stage(name: "keypoints", worksOnPixels: true) { use(keypointExtractor.extract(from: $0.frame.luma)) },
      Stage(name: "edges", worksOnPixels: true) { use(edgeExtractor.extract(from: $0.frame.luma)) },
      // With a pyramid and response maps of its own, which it otherwise shares with the keypoints.
      Stage(name: "bolts", worksOnPixels: true) { use(boltExtractor.extract(from: $0.frame.luma)) },
      // Everything that is taken from a decoded picture.
      Stage(name: "extract", worksOnPixels: true) { use(extractor.extract(from: $0.frame.luma)) },
      Stage(name: "match", worksOnPixels: false) { _ in use(matcher.twoNearest(queries, in: train)) },
      // Descriptors and geometry of two pictures: each with the last one, which so meets itself too.
      Stage(name: "pair", worksOnPixels: false) { use(pairs.match($0.features, partner)) },
      // A frame's way through a batch up to the references.
      Stage(name: "frame", worksOnPixels: true) { input in
        if let frame = try? decoder.decode(bytes: input.bytes, path: input.path) {
          use(extractor.extract(from: frame.luma))
        }
      },
    ]
  }

  /// Rounds after which a stage has been measured for `leastSeconds`, judged by its second run; the first one warms up.
  private func rounds(for stage: Stage) -> Int {
    var seconds = 0.0
    for _ in 0..<2 {
      let start = ContinuousClock.now
      for input in inputs { stage.run(input) }
      seconds = start.duration(to: .now) / .seconds(1)
    }
    let wanted = Int((StageBenchmark.leastSeconds / max(seconds, 1e-6)).rounded(.up))
    return min(max(wanted, StageBenchmark.roundLimits.lowerBound), StageBenchmark.roundLimits.upperBound)
  }

  private func time(_ stage: Stage, threads: Int, rounds: Int) async -> StageTimeDocument {
    let inputs = self.inputs
    let start = ContinuousClock.now
    let times = await withTaskGroup(of: [Double].self) { group in
      for _ in 0..<threads {
        group.addTask {
          var times: [Double] = []
          times.reserveCapacity(rounds * inputs.count)
          for _ in 0..<rounds {
            for input in inputs {
              let start = ContinuousClock.now
              stage.run(input)
              times.append(start.duration(to: .now) / .milliseconds(1))
            }
          }
          return times
        }
      }
      var all: [Double] = []
      for await times in group { all += times }
      return all.sorted()
    }
    let seconds = start.duration(to: .now) / .seconds(1)
    let pixels = Double(threads * rounds) * inputs.reduce(0.0) { $0 + Double($1.frame.size.area) }
    func percentile(_ share: Double) -> Double {
      times[min(times.count - 1, max(0, Int((share * Double(times.count)).rounded(.up)) - 1))]
    }
    return StageTimeDocument(
      p50Milliseconds: percentile(0.5), p95Milliseconds: percentile(0.95),
      megapixelsPerSecond: stage.worksOnPixels ? pixels / seconds / 1e6 : nil)
  }

  private static func extractor(_ options: BenchmarkOptions, stages: ExtractionStages = .all) -> FeatureExtractor {
    var extraction = ExtractionOptions()
    extraction.stages = stages
    extraction.keypointCount = options.keypointCount
    return FeatureExtractor(options: extraction)
  }

  /// Two sets of random descriptors, the same in every run: xorshift64* (Vigna, 2016).
  static let descriptors: (DescriptorSet, DescriptorSet) = {
    var state = descriptorSeed
    func set() -> DescriptorSet {
      DescriptorSet(
        words: (0..<descriptorCount * DescriptorSet.wordsPerDescriptor).map { _ in
          state ^= state >> 12
          state ^= state << 25
          state ^= state >> 27
          return state &* 0x2545_F491_4F6C_DD1D
        })
    }
    return (set(), set())
  }()
}

/// Keeps the optimiser from dropping work whose result nobody looks at.
@inline(never)
private func use<Value>(_ value: Value) {
  withExtendedLifetime(value) {}
}
