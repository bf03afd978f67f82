import ImagePlanes

/// One detail of a pair overlay, enlarged: A's on the left, B's on the right, turned alike.
package struct DetailInset: Sendable {
  /// The number or the name that marks it in the pictures above.
  package var name: String
  /// The detail in A, in pixels of A, or its place where A shows none.
  package var a: BoltAgreement.Mark
  /// The detail in B.
  package var b: BoltAgreement.Mark

  /// Columns and rows of a half, in pixels.
  package static let side = 132
  /// Columns between the halves.
  package static let gap = 3
  /// Columns of both halves.
  package static let width = 2 * side + gap
  /// Columns between two insets.
  static let spacing = 16
  /// Of the insets at most this share shows bolts without partners.
  private static let unmatchedShare = 0.34

  /// Insets that fit into a row of `width` pixels.
  static func count(in width: Int) -> Int { max(0, (width + spacing) / (Self.width + spacing)) }

  /// The details to enlarge, at most `count`: some that are missing or extra, as these may decide against the agreement, and numbered ones
  /// that are spread over both pictures, in the order of their names.
  static func chosen(_ numbered: [PairOverlayScene.Numbered], unmatched: [DetailInset], count: Int) -> [DetailInset] {
    let lone = unmatched.prefix(Int((unmatchedShare * Double(count)).rounded()))
    let matched = InlierSelection.spread(numbered.map(\.points), count: count - lone.count, minimumDistance: 1).sorted()
    return matched.map { DetailInset(name: "\($0 + 1)", a: numbered[$0].a, b: numbered[$0].b) } + lone
  }
}

extension Canvas {
  /// Draws `inset` with its left upper corner at (`x`, `y`).
  func draw(_ inset: DetailInset, of content: PairOverlayContent, x: Int, y: Int) {
    let geometry = DetailGeometry(a: inset.a, b: inset.b, bFromA: content.bFromA)
    let halves = [(content.a.luma, geometry.pointInA), (content.b.luma, geometry.pointInB)]
    for (index, (luma, place)) in halves.enumerated() {
      let left = x + index * (DetailInset.side + DetailInset.gap)
      let picture = luma.withBilinearSampler { sample in
        DetailGeometry.picture(side: DetailInset.side, place: place, sample: sample)
      }
      draw(picture, x: left, y: y)
    }
    let label = width(of: inset.name, style: .label) + 2 * PairOverlayScene.labelHalo
    drawLabel(
      inset.name,
      in: Rectangle(
        x: Double(x) + 3, y: Double(y) + 3, width: label, height: TextStyle.label.size + 2 * PairOverlayScene.labelHalo)
    )
  }
}

extension Plane {
  /// Calls `body` with a function that samples the plane bilinearly, nil outside it.
  fileprivate func withBilinearSampler<Result>(_ body: ((Point) -> Double?) -> Result) -> Result {
    withUnsafePixels { pixels in
      body { point in
        BilinearCell(inside: point, width: width, height: height)?.sample { x, y in
          // SAFETY: a cell's columns and rows lie inside the plane.
          pixels[y * rowStride + x]
        }
      }
    }
  }
}
