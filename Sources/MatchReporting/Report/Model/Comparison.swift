import ImagePlanes

/// A frame and a reference view that a report shows side by side.
package struct Comparison: Sendable {
  /// The frame.
  package let frame: RecordedFrame
  /// The view, and what agrees.
  package let candidate: RecordedCandidate

  /// The comparisons that show a clip best: each system's best frame with its best view in the order of the systems, then the strongest of
  /// the rest, no frame with one system twice.
  ///
  /// - Parameters:
  ///   - frames: The clip's frames.
  ///   - limit: The most comparisons.
  /// - Complexity: O(n log n) for n agreements.
  package static func choose(for clip: RecordedClip, frames: [RecordedFrame], limit: Int) -> [Comparison] {
    var all: [(comparison: Comparison, order: Int)] = []
    for frame in frames {
      var seen: Set<String> = []
      for candidate in frame.candidates ?? [] where seen.insert(candidate.reference).inserted {
        all.append((Comparison(frame: frame, candidate: candidate), all.count))
      }
    }
    var chosen: [Comparison] = []
    var taken: Set<Int> = []
    for system in clip.candidates ?? [] where chosen.count < limit {
      let ofSystem = all.filter { $0.comparison.candidate.reference == system.reference }
      let named = ofSystem.first { $0.comparison.frame.frame == system.bestFrame }
      guard let best = named ?? ofSystem.max(by: precedes), taken.insert(best.order).inserted else { continue }
      chosen.append(best.comparison)
    }
    let rest = all.filter { !taken.contains($0.order) }.sorted { precedes($1, $0) }
    return chosen + rest.prefix(max(0, limit - chosen.count)).map(\.comparison)
  }

  /// Whether `left` is the weaker, of equals the later.
  private static func precedes(
    _ left: (comparison: Comparison, order: Int), _ right: (comparison: Comparison, order: Int)
  ) -> Bool {
    let (a, b) = (left.comparison.candidate.logOdds, right.comparison.candidate.logOdds)
    return a != b ? a < b : left.order > right.order
  }
}

/// What a report has to show of a comparison: pictures, or why there are none.
package struct ComparisonMaterial: Sendable {
  /// The pictures' files, relative to the report's folder.
  package struct Files: Sendable {
    /// The frame.
    package var frame: String
    /// The reference laid into the frame.
    package var registered: String?
    /// The reference as taken.
    package var reference: String
    /// Enlarged details: position in ``RecordedCandidate/decidingPlaces``, radius of the detail in its picture, file.
    package var details: [(index: Int, radius: Double, file: String)]
    /// Columns and rows of `frame` and `registered`.
    package var size: ImageSize
    /// Columns and rows of `reference`.
    package var referenceSize: ImageSize
    /// The share of the frame that the reference covers.
    package var coverage: Double
    /// Side of one half of a detail's picture.
    package var detailSide: Int

    /// Makes an entry of its parts.
    package init(
      frame: String, registered: String?, reference: String, details: [(index: Int, radius: Double, file: String)],
      size: ImageSize, referenceSize: ImageSize, coverage: Double, detailSide: Int
    ) {
      self.frame = frame
      self.registered = registered
      self.reference = reference
      self.details = details
      self.size = size
      self.referenceSize = referenceSize
      self.coverage = coverage
      self.detailSide = detailSide
    }
  }

  /// What is compared.
  package let comparison: Comparison
  /// Its pictures; nil where there are none.
  package let files: Files?
  /// Why pictures are missing, in sentences.
  package let problems: [String]

  /// Makes material of its parts.
  package init(comparison: Comparison, files: Files?, problems: [String]) {
    self.comparison = comparison
    self.files = files
    self.problems = problems
  }
}

/// What a report has to show of a clip.
package struct ClipMaterial: Sendable {
  /// A small picture of the clip, relative to the report's folder.
  package var thumbnail: String?
  /// Comparisons, best first.
  package var comparisons: [ComparisonMaterial]
  /// Overlays that the run drew: the file in the report, its size, and its name in the results' folder.
  package var overlays: [(file: String, size: ImageSize, name: String)]
  /// What is missing, in sentences.
  package var problems: [String]

  /// Makes material of its parts.
  package init(
    thumbnail: String? = nil, comparisons: [ComparisonMaterial] = [],
    overlays: [(file: String, size: ImageSize, name: String)] = [], problems: [String] = []
  ) {
    self.thumbnail = thumbnail
    self.comparisons = comparisons
    self.overlays = overlays
    self.problems = problems
  }
}
