// Frames one at a time for whoever deals them out: what `remnant worker` answers with.

import FeatureMatching
import FoundationEssentials
import Logging
import MatchReporting

/// Examines frames one at a time, against references that are read once, and judges clips whose frames follow each other.
///
/// It only reads. The same frame gets the same answer from any service on any machine, so that a scheduler may ask twice.
public struct FrameService: Sendable {
  private let matcher: FrameMatcher
  private let clips: ClipAssembly
  private let identity: RunIdentity
  private let options: MatchRunOptions

  /// Reads the references.
  ///
  /// - Parameters:
  ///   - expecting: What ``description`` of another service says, which this one has to agree with; nil for no check.
  ///   - progress: Called after each view.
  /// - Throws: `.references` where there is nothing to compare with, `.identity` where something else is expected.
  public init(
    references location: ReferenceLocation, options: MatchRunOptions = .init(), expecting: [UInt8]? = nil,
    interrupt: InterruptFlag = .init(), logger: Logger, progress: (RunProgress) -> Void = { _ in }
  ) async throws(MatchRunError) {
    var expected: RunIdentity?
    if let expecting {
      do { expected = try RunIdentity(reading: expecting) } catch { throw .identity(error) }
    }
    let references: ReferenceSet
    do {
      let listing = try ReferenceListing(location)
      for notice in listing.notices { logger.warning("\(notice)") }
      references = try await ReferenceReader(
        listing: listing, location: location, options: options, interrupt: interrupt, logger: logger
      ).read(progress: progress)
    } catch { throw .references(error) }
    self.options = options
    identity = RunIdentity(options: options, references: references.digests)
    if let difference = expected?.difference(from: identity, comparingReferences: true) {
      throw .identity(.differs(difference: difference))
    }
    clips = ClipAssembly(references: references.views, options: options, artist: nil, logger: logger)
    matcher = FrameMatcher(
      reader: FrameReader(maxPixels: options.maxPixels), extractor: options.extractor, pairMatcher: PairMatcher(),
      references: references.views)
  }

  /// Version, options and references as JSON: what answers depend on beside the frame, for services on other machines to be
  /// held to.
  public var description: String {
    get throws(ReportingError) { try JSONDocument.line(identity) }
  }

  /// A frame that was examined, for ``ClipAnswers``.
  public struct Answer: Sendable {
    fileprivate let outcome: FrameOutcome
    fileprivate let clip: String
    /// Its row of `results.jsonl`, with its line end.
    public let line: [UInt8]
  }

  /// The frames that lines ask for.
  ///
  /// - Parameter nextLine: The next request without its line end; nil at the end. See ``FrameQuestions``.
  public func questions(_ nextLine: @escaping () throws -> [UInt8]?) -> FrameQuestions {
    FrameQuestions(framesPerSecond: options.framesPerSecond, maxPixels: options.maxPixels, nextLine: nextLine)
  }

  /// The answer to one question. Any number of threads may ask.
  public func answer(_ question: FrameQuestion) -> Answer {
    let outcome = matcher.outcome(of: question.job)
    return Answer(
      outcome: outcome, clip: question.clip,
      line: FrameService.line(ResultDocument(outcome, clipName: question.clip)))
  }

  /// Checks that the references could be read so far. A library that fails to give a view was compared with as if the view were empty:
  /// no answer since then may be written down.
  public func checkReferences() throws(MatchRunError) {
    if let fault = clips.references.fault { throw .references(.library(fault)) }
  }

  /// A judge for answers in order.
  public var clipAnswers: ClipAnswers { ClipAnswers(clips) }

  fileprivate static func line(_ document: some Encodable) -> [UInt8] {
    do { return Array(try JSONDocument.line(document).utf8) } catch {
      preconditionFailure("rows and summaries hold finite numbers: \(error)")
    }
  }
}

/// Judges clips from a service's answers: those of a clip follow each other, in the order of its frames.
public struct ClipAnswers {
  /// A clip's line.
  private struct Form: Codable {
    var schema = "remnant.clip/1"
    let clip: ClipDocument
  }

  private let clips: ClipAssembly
  private var current: (name: String, tally: ClipTally)?

  fileprivate init(_ clips: ClipAssembly) { self.clips = clips }

  /// Adds an answer. Returns the line of the clip before, with its line end, where the answer begins another; else nil.
  public mutating func add(_ answer: FrameService.Answer) -> [UInt8]? {
    let finished = current?.name == answer.clip ? nil : finish()
    var (name, tally) = current ?? (answer.clip, clips.newTally())
    current = nil  // Leaves the tally one owner, so that adding copies nothing.
    tally.add(answer.outcome.at(indexInClip: tally.frameCount))
    name = answer.clip
    current = (name, tally)
    return finished
  }

  /// The line of the last clip, an entry of `summary.json` without overlays; nil where there is none.
  public mutating func finish() -> [UInt8]? {
    guard let (name, tally) = current else { return nil }
    current = nil
    do {
      return FrameService.line(Form(clip: try clips.document(of: tally, name: name, skippedFrames: 0)))
    } catch {
      preconditionFailure("without overlays nothing is written: \(error)")
    }
  }
}

/// Why a description of references and options is of no use.
public enum IdentityError: Error, Hashable, Sendable {
  /// It is no such description.
  case unreadable
  /// It describes something else.
  case differs(difference: String)
}

extension IdentityError: CustomStringConvertible {
  /// What is wrong, and what to do.
  public var description: String {
    switch self {
    case .unreadable: "The description cannot be read. Make it anew: remnant worker --references DIR --describe"
    case .differs(let difference):
      "The references and options here are not those of the description: \(difference). Give every worker the same."
    }
  }
}

extension RunIdentity {
  /// Reads what ``FrameService/description`` writes.
  init(reading text: [UInt8]) throws(IdentityError) {
    guard let identity = try? JSONDecoder().decode(RunIdentity.self, from: Data(text)) else { throw .unreadable }
    self = identity
  }
}
