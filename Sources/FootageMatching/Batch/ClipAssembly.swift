// The frames of a clip into its verdict and its overlays, by the one code path that runs and services share.

import Logging
import MatchReporting

/// Judges clips. Holds no state that changes.
struct ClipAssembly {
  let references: ReferenceViews
  let options: MatchRunOptions
  /// Draws overlays; nil for none.
  let artist: OverlayArtist?
  let logger: Logger
  private let judge: ClipJudge

  init(references: ReferenceViews, options: MatchRunOptions, artist: OverlayArtist?, logger: Logger) {
    self.references = references
    self.options = options
    self.artist = artist
    self.logger = logger
    judge = ClipJudge(references: references)
  }

  /// A tally for a clip's frames.
  func newTally() -> ClipTally { ClipTally(viewCount: references.count, overlayCount: options.overlaysPerClip) }

  /// What a clip comes to.
  ///
  /// - Throws: Where an overlay cannot be written; one that cannot be drawn is a warning.
  func document(of tally: ClipTally, name: String, skippedFrames: Int) throws(OutputError) -> ClipDocument {
    var tally = tally
    let verdict = judge.verdict(on: &tally, threshold: options.candidateLogOdds)
    var overlays: [String] = []
    for frame in artist == nil ? [] : tally.overlayFrames {
      do {
        if let artist {
          overlays.append(
            try artist.draw(
              frame, clip: name, verdict: verdict.word, correction: tally.correction,
              threshold: options.candidateLogOdds))
        }
      } catch let error as OutputError {
        throw error
      } catch {
        // A picture for people is missing; what it would show is in the results all the same.
        logger.warning("\((error as? OverlayFailure)?.message ?? "\(error)")")
      }
    }
    return ClipDocument(name: name, tally: tally, verdict: verdict, overlays: overlays, skippedFrames: skippedFrames)
  }
}
