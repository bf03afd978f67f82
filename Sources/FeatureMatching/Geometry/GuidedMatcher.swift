import FeatureExtraction
import ImagePlanes
import ReproducibleMath

/// What may be chosen about the search for matches along a homography.
public struct GuidedMatchingOptions: Hashable, Sendable {
  /// How far from its predicted place a match may lie, in pixels of the image where a pixel is larger; 0.5...50.
  public var radius = 3.0
  /// The largest Hamming distance of a match; 0...256. Wide: the place says most already.
  public var maximumDistance = 80
  /// The largest ratio, either way, of a keypoint's size and its predicted size; 1 and above.
  public var maximumSizeRatio = 1.5
  /// Cosine of the largest angle between a keypoint's direction and its predicted direction; -1...1. 0.866 is 30°.
  public var leastDirectionCosine = 0.866
  /// Searches, each along the refined map of the one before; 0...4.
  public var rounds = 2

  /// The default choices.
  public init() {}
}

/// Finds matches along a homography: near its predicted place a keypoint needs no ratio test, so many more are found, and
/// the homography gains accuracy. They say nothing about whether the homography is right.
package struct GuidedMatcher: Sendable {
  private let options: GuidedMatchingOptions

  package init(options: GuidedMatchingOptions) { self.options = options }

  /// The best match of each keypoint of A near its place in B, if B has no better one; by distance, then index.
  ///
  /// O(|A| + |B|) for evenly spread keypoints.
  package func matches(_ a: Features, _ b: Features, along map: Homography) -> [DescriptorMatch] {
    guard let matrix = Matrix3(map).oriented, !b.keypoints.isEmpty else { return [] }
    let grid = KeypointGrid(b.keypoints, size: b.size, cell: 16)
    let determinant = matrix.determinant
    var bestOfB = [(distance: Int, indexA: Int, second: Int)](
      repeating: (.max, -1, .max), count: b.keypoints.count)
    for (indexA, keypoint) in a.keypoints.enumerated() {
      let (x, y) = (Double(keypoint.x), Double(keypoint.y))
      let w = matrix.m20 * x + matrix.m21 * y + matrix.m22
      guard w > 1e-12 else { continue }
      let u = (matrix.m00 * x + matrix.m01 * y + matrix.m02) / w
      let v = (matrix.m10 * x + matrix.m11 * y + matrix.m12) / w
      let scale = (determinant / (w * w * w)).squareRoot()
      // A pixel of A is `scale` pixels of B; beyond 8 nothing would be told apart.
      let radius = options.radius * min(max(scale, 1), 8)
      guard u > -radius, v > -radius, u < Double(b.size.width) + radius, v < Double(b.size.height) + radius else {
        continue
      }
      let (cosine, sine) = Elementary.direction(Double(keypoint.angle))
      var dx = ((matrix.m00 - u * matrix.m20) * cosine + (matrix.m01 - u * matrix.m21) * sine) / w
      var dy = ((matrix.m10 - v * matrix.m20) * cosine + (matrix.m11 - v * matrix.m21) * sine) / w
      let length = (dx * dx + dy * dy).squareRoot()
      (dx, dy) = (dx / length, dy / length)
      let size = Double(keypoint.size) * scale
      var (best, second, bestIndex) = (Int.max, Int.max, -1)
      grid.visit(x: u, y: v, radius: radius) { indexB in
        let other = b.keypoints[indexB]
        let (ex, ey) = (Double(other.x) - u, Double(other.y) - v)
        guard ex * ex + ey * ey <= radius * radius else { return }
        let otherSize = Double(other.size)
        guard otherSize <= size * options.maximumSizeRatio, otherSize * options.maximumSizeRatio >= size else { return }
        let direction = grid.direction(indexB)
        guard dx * direction.x + dy * direction.y >= options.leastDirectionCosine else { return }
        let distance = a.descriptors.distance(indexA, to: b.descriptors, indexB)
        // Cells are visited in an order of their own, so equal distances are told apart by index.
        if distance < best || (distance == best && indexB < bestIndex) {
          (second, best, bestIndex) = (best, distance, indexB)
        } else {
          second = min(second, distance)
        }
      }
      guard best <= options.maximumDistance, best < bestOfB[bestIndex].distance else { continue }
      bestOfB[bestIndex] = (best, indexA, second)
    }
    var result: [DescriptorMatch] = []
    for (indexB, item) in bestOfB.enumerated() where item.indexA >= 0 {
      result.append(
        DescriptorMatch(
          indexA: item.indexA, indexB: indexB, distance: item.distance,
          secondDistance: min(item.second, DescriptorSet.bitCount)))
    }
    return result.sorted { ($0.distance, $0.indexA) < ($1.distance, $1.indexA) }
  }
}

/// Keypoints by square cells of the image.
private struct KeypointGrid {
  private let cell: Double
  private let columns: Int
  private let rows: Int
  private let starts: [Int]
  private let order: [Int]
  private let directions: [SIMD2<Double>]

  init(_ keypoints: [Keypoint], size: ImageSize, cell: Double) {
    self.cell = cell
    columns = max(1, Int(Double(size.width) / cell) + 1)
    rows = max(1, Int(Double(size.height) / cell) + 1)
    var starts = [Int](repeating: 0, count: columns * rows + 1)
    var cells: [Int] = []
    cells.reserveCapacity(keypoints.count)
    for keypoint in keypoints {
      let column = Self.index(Double(keypoint.x) / cell, below: columns)
      let row = Self.index(Double(keypoint.y) / cell, below: rows)
      cells.append(row * columns + column)
      starts[row * columns + column + 1] += 1
    }
    for index in 1..<starts.count { starts[index] += starts[index - 1] }
    var next = starts
    var order = [Int](repeating: 0, count: keypoints.count)
    for (index, place) in cells.enumerated() {
      order[next[place]] = index
      next[place] += 1
    }
    self.starts = starts
    self.order = order
    directions = keypoints.map {
      let (cosine, sine) = Elementary.direction(Double($0.angle))
      return SIMD2(cosine, sine)
    }
  }

  /// The cell of a coordinate, the nearest one for what lies outside; 0 for what is not a number.
  private static func index(_ value: Double, below count: Int) -> Int {
    guard value > 0 else { return 0 }
    return value < Double(count) ? Int(value) : count - 1
  }

  func direction(_ index: Int) -> SIMD2<Double> { directions[index] }

  /// Calls `body` with every keypoint in the cells that a disc touches.
  func visit(x: Double, y: Double, radius: Double, _ body: (Int) -> Void) {
    let firstRow = max(0, Int((y - radius) / cell))
    let lastRow = min(rows - 1, Int((y + radius) / cell))
    let firstColumn = max(0, Int((x - radius) / cell))
    let lastColumn = min(columns - 1, Int((x + radius) / cell))
    guard firstRow <= lastRow, firstColumn <= lastColumn else { return }
    for row in firstRow...lastRow {
      for place in starts[row * columns + firstColumn]..<starts[row * columns + lastColumn + 1] { body(order[place]) }
    }
  }
}
