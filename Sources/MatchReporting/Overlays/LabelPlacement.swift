import ImagePlanes

/// Places numbers beside points so that none covers a marker or another number.
package struct LabelPlacement {
  /// Where labels may be.
  package var bounds: Rectangle
  /// Size of a label, halo included, in pixels.
  package var labelWidth: Double
  package var labelHeight: Double
  /// Discs that no label may touch: the markers that are numbered.
  package var markers: [Disc]
  /// Discs that labels avoid where they can: other markers.
  package var minorMarkers: [Disc]
  /// The side on which a label is put if nothing speaks against it: -1 left, 1 right. Lines leave on the other side.
  package var preferredSide: Double

  /// Gaps between a marker and its label that are tried, in pixels, nearest first. Beyond the last, a reader could
  /// not tell which point a number belongs to.
  static let gaps: [Double] = [1, 4, 8, 13, 19, 26, 34, 44, 56, 70]
  /// Directions that are tried at every gap, as (x, y), the preferred side first.
  static let directions: [(x: Double, y: Double)] = [
    (1, 0), (1, -0.7), (1, 0.7), (0, -1), (0, 1), (-1, -0.7), (-1, 0.7), (-1, 0),
  ]

  /// Makes a placement task.
  package init(
    bounds: Rectangle, labelWidth: Double, labelHeight: Double, markers: [Disc], minorMarkers: [Disc] = [],
    preferredSide: Double
  ) {
    self.bounds = bounds
    self.labelWidth = labelWidth
    self.labelHeight = labelHeight
    self.markers = markers
    self.minorMarkers = minorMarkers
    self.preferredSide = preferredSide
  }

  /// A box for each of `markers`, in their order; nil where there is no room near that marker.
  ///
  /// Greedy in the order of the markers. Every box lies inside `bounds`, overlaps no other, and touches none of
  /// `markers`.
  ///
  /// - Complexity: O(n² · candidates) for n markers, of which there are a few dozen.
  package func boxes() -> [Rectangle?] {
    var placed: [Rectangle] = []
    return markers.map { marker in
      let box = bestBox(beside: marker, placed: placed)
      if let box { placed.append(box) }
      return box
    }
  }

  private func bestBox(beside marker: Disc, placed: [Rectangle]) -> Rectangle? {
    var best: (box: Rectangle, cost: Double)?
    for (gapIndex, gap) in Self.gaps.enumerated() {
      for (directionIndex, direction) in Self.directions.enumerated() {
        let box = box(beside: marker, gap: gap, direction: direction)
        guard bounds.contains(box), !placed.contains(where: box.overlaps),
          !markers.contains(where: { $0.touches(box) })
        else { continue }
        let covered = minorMarkers.count { $0.touches(box) }
        // A step away costs as much as covering a minor marker; the side decides among equals.
        let cost = Double(gapIndex) + Double(covered) + 0.1 * Double(directionIndex)
        if cost < best?.cost ?? .infinity { best = (box, cost) }
      }
      // Farther boxes cost at least the next gap's index.
      if let best, best.cost <= Double(gapIndex + 1) { break }
    }
    return best?.box
  }

  private func box(beside marker: Disc, gap: Double, direction: (x: Double, y: Double)) -> Rectangle {
    let dx = direction.x * preferredSide
    let dy = direction.y
    let length = (dx * dx + dy * dy).squareRoot()
    let reach = (marker.radius + gap) / length
    // The point of the box nearest to the marker lies `gap` off its edge: a side or a corner of the box.
    let anchor = Point(x: marker.center.x + dx * reach, y: marker.center.y + dy * reach)
    let shiftX = dx > 0 ? 0 : dx < 0 ? -labelWidth : -labelWidth / 2
    let shiftY = dy > 0 ? 0 : dy < 0 ? -labelHeight : -labelHeight / 2
    return Rectangle(x: anchor.x + shiftX, y: anchor.y + shiftY, width: labelWidth, height: labelHeight)
  }
}

/// A filled circle in canvas pixels.
package struct Disc: Hashable, Sendable {
  /// The middle.
  package var center: Point
  /// The radius.
  package var radius: Double

  /// Makes a disc.
  package init(center: Point, radius: Double) {
    self.center = center
    self.radius = radius
  }

  /// Whether the disc and `box` share a point.
  package func touches(_ box: Rectangle) -> Bool {
    let dx = center.x - min(max(center.x, box.x), box.maxX)
    let dy = center.y - min(max(center.y, box.y), box.maxY)
    return dx * dx + dy * dy < radius * radius
  }
}
