import VectorKernels

/// Finds the edges of an image: points, chains, ellipses, lines.
struct EdgeDetector {
  let options: EdgeOptions
  let kernels: KernelTable

  /// The edges of `source`.
  ///
  /// - Complexity: O(pixels + edge points · log(arcs)).
  func edges(in source: KernelPlane, workspace: EdgeWorkspace) -> EdgeFeatures {
    let field = EdgeField(of: source, options: options, kernels: kernels, workspace: workspace)
    let chains = EdgeChains(of: field, workspace: workspace)
    var polygons: [Int] = []
    var ends: [Int] = []
    var arcs: [EdgeArc] = []
    var vertices: [Int] = []
    for chain in chains.chains {
      ChainPolygon.vertices(of: chain.points, chains.points, into: &vertices)
      EdgeArc.arcs(of: vertices, chains.points, into: &arcs)
      polygons += vertices
      ends.append(polygons.count)
    }
    let finder = EllipseFinder(field: field, chainPoints: chains.points, options: options, workspace: workspace)
    let ellipses = finder.ellipses(of: arcs)
    var lines: [LineSegment] = []
    let liner = LineFinder(field: field, chainPoints: chains.points, owned: UnsafePointer(finder.outline.owned))
    var start = 0
    for end in ends {
      liner.addLines(of: Array(polygons[start..<end]), to: &lines)
      start = end
    }
    lines.sort { ($0.logNFA, $0.start.y, $0.start.x) < ($1.logNFA, $1.start.y, $1.start.x) }
    return EdgeFeatures(lines: lines, ellipses: ellipses)
  }
}
