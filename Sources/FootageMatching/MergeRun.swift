// Several shares of one run, put together.

import MatchReporting

/// Puts the shares of a run together, into the same bytes that one run over all clips writes.
///
/// Needs neither the footage nor the references: rows, verdicts and overlays are copied, in the order of the footage.
public struct MergeRun: Sendable {
  private let shardFolders: [SourcePath]
  private let outputFolder: SourcePath
  private let earlier: EarlierResults
  private let interrupt: InterruptFlag

  /// Prepares to merge.
  ///
  /// - Parameters:
  ///   - shards: The output folders of all shares, in any order.
  ///   - output: The folder for the results; made where it is missing.
  ///   - earlier: What to do with results of an earlier run in `output`; `.resume` starts anew.
  public init(
    shards: [SourcePath], output: SourcePath, earlier: EarlierResults = .keep,
    interrupt: InterruptFlag = .init()
  ) {
    self.shardFolders = shards
    self.outputFolder = output
    self.earlier = earlier
    self.interrupt = interrupt
  }

  /// Merges.
  ///
  /// - Parameter progress: Called after each clip.
  /// - Complexity: O(bytes of the shares) time; memory as in a run.
  public func run(progress: (RunProgress) -> Void = { _ in }) throws(MatchRunError) -> MatchRunReport {
    let shards: ShardSet
    do { shards = try ShardSet(reading: shardFolders) } catch { throw .merge(error) }
    do {
      let folder = try OutputFolder(preparing: outputFolder, earlier: earlier == .resume ? .keep : earlier)
      let recorder = try RunRecorder(
        folder: folder, options: shards.options, references: shards.identity.references)
      recorder.locations = shards.locations
      while !interrupt.isRaised, let clip = try shards.nextClip() {
        for _ in 0..<clip.summary.rowCount { try recorder.append(try shards.nextRow(of: clip), examined: false) }
        for overlay in clip.summary.overlays {
          try folder.write(try shards.overlay(overlay, of: clip), to: folder.path.appending(overlay))
        }
        recorder.append(clip: clip.summary)
        progress(
          RunProgress(
            phase: .frames, done: recorder.frameCount, total: shards.frameCount, failed: recorder.failedCount,
            takenOver: recorder.frameCount))
      }
      if !interrupt.isRaised { try shards.checkEnds() }
      return try recorder.finish(interrupted: interrupt.isRaised)
    } catch let error as MergeError {
      throw .merge(error)
    } catch let error as OutputError {
      throw .output(error)
    } catch {
      preconditionFailure("merging throws two kinds of error: \(error)")
    }
  }
}
