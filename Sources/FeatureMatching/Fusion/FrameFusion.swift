import FeatureExtraction
import ImagePlanes

/// Puts together what the frames of a clip show of one object: bolts that a glint, a shadow or a passer-by hides in one frame are found in
/// another, and a ring's left half meets its right half.
///
///     keypoints × keypoints → where each bolt is in the other frames → pooled bolts of a frame → groups, read anew
///
/// Stateless; equal frames give equal results.
package struct FrameFusion: Sendable {
  private let matcher: DescriptorMatcher
  private let grouper = BoltGrouper()

  /// log10 by which the odds of a bolt fall for each frame that has its place in view and does not show it. Detectors miss a third
  /// to a half of the bolts of footage, and what only looks like one is missed as often when the camera moves.
  private static let logUnseen = -0.1
  /// A landing is too uncertain to tell bolts apart beyond this deviation, over a bolt's radius, and one pixel.
  private static let greatestDeviation = 0.5
  /// Fewest matches between two frames that are worth following.
  private static let leastMatches = 12

  package init(options: DescriptorMatchingOptions = .init()) {
    matcher = DescriptorMatcher(options: options)
  }

  /// The frames with their bolts pooled, each in its own pixels; nil for one that the others add nothing to.
  ///
  /// - Complexity: n² matches of descriptors for n frames, and n groupings.
  package func fused(_ frames: [Features]) -> [Features?] {
    guard frames.count > 1 else { return frames.map { _ in nil } }
    var transfers: [[LocalTransfer?]] = frames.map { _ in [LocalTransfer?](repeating: nil, count: frames.count) }
    for first in frames.indices {
      for second in frames.indices.dropFirst(first + 1) {
        let pairs = pairs(frames[first], frames[second])
        guard pairs.count >= Self.leastMatches else { continue }
        transfers[first][second] = LocalTransfer(pairs, size: frames[first].size)
        transfers[second][first] = LocalTransfer(
          pairs.map { LocalTransfer.Pair(from: $0.to, to: $0.from) }, size: frames[second].size)
      }
    }
    return frames.indices.map { pooled(frames, into: $0, along: transfers) }
  }

  private func pairs(_ a: Features, _ b: Features) -> [LocalTransfer.Pair] {
    matcher.matches(a.descriptors, b.descriptors).map { match in
      let (from, to) = (a.keypoints[match.indexA], b.keypoints[match.indexB])
      return LocalTransfer.Pair(
        from: Point(x: Double(from.x), y: Double(from.y)), to: Point(x: Double(to.x), y: Double(to.y)))
    }
  }

  /// Frame `key` with the bolts of the others.
  private func pooled(_ frames: [Features], into key: Int, along transfers: [[LocalTransfer?]]) -> Features? {
    let own = frames[key]
    var pool = own.patterns.bolts
    var isNew = false
    for (index, frame) in frames.enumerated() where index != key {
      guard let there = transfers[index][key] else { continue }
      for bolt in frame.patterns.bolts {
        guard let landed = Self.landed(bolt, there), own.size.contains(landed.center),
          !pool.contains(where: { $0.overlaps(landed) })
        else { continue }
        var weighed = landed
        weighed.score += Self.logUnseen * Double(missed(bolt, of: frames, in: index, along: transfers))
        pool.append(weighed)
        isNew = true
      }
    }
    guard isNew else { return nil }
    pool.sort(by: Bolt.isStronger)
    let patterns = grouper.patterns(of: pool, rims: own.edges.rims, imageSize: own.size)
    return Features(
      size: own.size, keypoints: own.keypoints, descriptors: own.descriptors, patterns: patterns, edges: own.edges)
  }

  /// In how many frames the place of a bolt of frame `index` is in view and empty.
  private func missed(
    _ bolt: Bolt, of frames: [Features], in index: Int, along transfers: [[LocalTransfer?]]
  ) -> Int {
    frames.indices.count { other in
      guard other != index, let there = transfers[index][other], let landed = Self.landed(bolt, there),
        frames[other].size.contains(landed.center)
      else { return false }
      return !frames[other].patterns.bolts.contains { $0.overlaps(landed) }
    }
  }

  /// The bolt as the other frame would show it; nil where its neighbourhood does not say well enough.
  private static func landed(_ bolt: Bolt, _ transfer: LocalTransfer) -> Bolt? {
    guard let landing = transfer.landing(of: bolt.center),
      landing.deviation <= greatestDeviation * bolt.radius * landing.scale + 1
    else { return nil }
    let deviation = bolt.centerDeviation * landing.scale
    return Bolt(
      center: landing.point,
      centerDeviation: (deviation * deviation + landing.deviation * landing.deviation).squareRoot(),
      radius: bolt.radius * landing.scale, outline: nil, kind: bolt.kind, score: bolt.score)
  }
}
