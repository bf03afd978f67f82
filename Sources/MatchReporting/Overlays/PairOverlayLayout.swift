import ImagePlanes

/// Where everything of a pair overlay goes, computed before anything is drawn.
package struct PairOverlayLayout {
  /// Space at the canvas's borders and between columns, in pixels.
  static let margin = 16
  /// Narrowest column: a heading needs that much.
  static let narrowestColumn = 440
  /// Room for a heading without a name.
  static let shortHeading = 390
  /// Height of a heading over a picture.
  static let headingHeight = 26
  /// Largest height of the alignment panels, as a share of the panels' height.
  static let alignmentShare = 0.8
  /// Border round the outlined part in the alignment panels, as a share of its sides.
  static let alignmentBorder = 0.06
  /// Smallest side of the outlined part, in pixels of B, that is worth an alignment panel.
  static let smallestAlignment = 8.0

  /// A picture's place.
  package struct Panel: Hashable, Sendable {
    /// Left edge in the canvas.
    package var x: Int
    /// Top edge in the canvas.
    package var y: Int
    /// Drawn width.
    package var width: Int
    /// Drawn height.
    package var height: Int
    /// The part of the picture that is shown, in its pixels' outer edges.
    package var crop: Rectangle

    /// The panel as a rectangle.
    package var rectangle: Rectangle {
      Rectangle(x: Double(x), y: Double(y), width: Double(width), height: Double(height))
    }

    /// Where `point` of the picture (pixel centres at whole numbers) is drawn (pixel corners at whole numbers).
    package func canvasPoint(_ point: Point) -> Point {
      Point(
        x: Double(x) + (point.x + 0.5 - crop.x) * Double(width) / crop.width,
        y: Double(y) + (point.y + 0.5 - crop.y) * Double(height) / crop.height)
    }
  }

  /// Size of the canvas.
  package var size: ImageSize
  /// Place of the caption band.
  package var caption: Rectangle
  /// Place of the left picture.
  package var a: Panel
  /// Place of the right picture.
  package var b: Panel
  /// Left edge and width of each column, for headings.
  package var columns: [(x: Int, width: Int)]
  /// Left upper corners of the enlarged details; empty where there are none.
  package var details: [(x: Int, y: Int)]
  /// Places of the two pictures that show A laid over B; empty where there are none.
  package var alignment: [Panel]
  /// Top of the legend.
  package var legendTop: Int

  /// Lays out two pictures.
  ///
  /// - Parameters:
  ///   - captionHeight: Height of the band at the top.
  ///   - legendHeight: Height of the legend, given the width that it has.
  ///   - detailCount: Details that are shown enlarged under the pictures: no more than ``DetailInset/count(in:)`` the columns' width.
  ///   - outline: Part of B that A covers, in pixels of B; nil for no alignment panels.
  package init(
    sizeA: ImageSize, sizeB: ImageSize, captionHeight: Int, legendHeight: (Int) -> Int, detailCount: Int = 0,
    outline: [Point]?, options: OverlayOptions
  ) {
    let fitA = Self.fit(sizeA.whole, options: options, heightShare: 1)
    let fitB = Self.fit(sizeB.whole, options: options, heightShare: 1)
    let crop = outline.flatMap { Self.alignmentCrop($0, in: sizeB) }
    let fitCrop = crop.map { Self.fit($0, options: options, heightShare: Self.alignmentShare) }
    let widths = [fitA, fitB].map { max($0.width, fitCrop?.width ?? 0, Self.narrowestColumn) }
    let width = 3 * Self.margin + widths[0] + widths[1]
    columns = [(Self.margin, widths[0]), (2 * Self.margin + widths[0], widths[1])]

    caption = Rectangle(x: 0, y: 0, width: Double(width), height: Double(captionHeight))
    var y = captionHeight + Self.margin / 2
    let rowHeight = max(fitA.height, fitB.height)
    let columns = columns
    func place(_ fit: (width: Int, height: Int), column: Int, crop: Rectangle, rowHeight: Int, top: Int) -> Panel {
      Panel(
        x: columns[column].x + (columns[column].width - fit.width) / 2,
        y: top + Self.headingHeight + (rowHeight - fit.height) / 2, width: fit.width, height: fit.height, crop: crop)
    }
    a = place(fitA, column: 0, crop: sizeA.whole, rowHeight: rowHeight, top: y)
    b = place(fitB, column: 1, crop: sizeB.whole, rowHeight: rowHeight, top: y)
    y += Self.headingHeight + rowHeight + Self.margin / 2
    let top = y + Self.headingHeight
    details = (0..<detailCount).map { (Self.margin + $0 * (DetailInset.width + DetailInset.spacing), top) }
    if detailCount > 0 { y = top + DetailInset.side + Self.margin / 2 }
    if let crop, let fitCrop {
      alignment = (0...1).map { place(fitCrop, column: $0, crop: crop, rowHeight: fitCrop.height, top: y) }
      y += Self.headingHeight + fitCrop.height + Self.margin / 2
    } else {
      alignment = []
    }
    legendTop = y
    size = ImageSize(width: width, height: y + legendHeight(width - 2 * Self.margin) + Self.margin / 2)
  }

  /// The drawn size of a picture or a part of one.
  private static func fit(
    _ part: Rectangle, options: OverlayOptions, heightShare: Double
  ) -> (width: Int, height: Int) {
    let scale = min(
      options.greatestEnlargement, Double(options.panelWidth) / part.width,
      heightShare * Double(options.panelHeight) / part.height)
    return (max(1, Int((part.width * scale).rounded())), max(1, Int((part.height * scale).rounded())))
  }

  /// The part of a picture of `size` to show round `outline`, in outer pixel edges; nil where it is next to nothing.
  private static func alignmentCrop(_ outline: [Point], in size: ImageSize) -> Rectangle? {
    guard let first = outline.first else { return nil }
    var low = first
    var high = first
    for point in outline {
      low = Point(x: min(low.x, point.x), y: min(low.y, point.y))
      high = Point(x: max(high.x, point.x), y: max(high.y, point.y))
    }
    let borderX = alignmentBorder * (high.x - low.x)
    let borderY = alignmentBorder * (high.y - low.y)
    let left = max(0, (low.x + 0.5 - borderX).rounded(.down))
    let top = max(0, (low.y + 0.5 - borderY).rounded(.down))
    let right = min(Double(size.width), (high.x + 0.5 + borderX).rounded(.up))
    let bottom = min(Double(size.height), (high.y + 0.5 + borderY).rounded(.up))
    guard right - left >= smallestAlignment, bottom - top >= smallestAlignment else { return nil }
    return Rectangle(x: left, y: top, width: right - left, height: bottom - top)
  }
}

extension ImageSize {
  /// The whole picture in outer pixel edges.
  package var whole: Rectangle { Rectangle(x: 0, y: 0, width: Double(width), height: Double(height)) }
}
