import VectorKernels

/// Finds the edges of an image: points, chains, ellipses, lines, and the axis that they tell.
struct EdgeDetector {
  let options: EdgeOptions
  let kernels: KernelTable

  /// The edges of `source`.
  ///
  /// - Complexity: O(pixels + edge points · log(arcs)).
  func edges(in source: KernelPlane, workspace: EdgeWorkspace) -> EdgeFeatures {
    let field = EdgeField(of: source, options: options, kernels: kernels, workspace: workspace)
    let chains = EdgeChains(of: field, workspace: workspace)
    // Every point but the first of a chain is a vertex, at worst.
    let vertices = workspace.vertices.reserve(max(field.count, 1))
    var polygons: [Range<Int>] = []
    polygons.reserveCapacity(chains.chains.count)
    var arcs: [EdgeArc] = []
    var used = 0
    for chain in chains.chains {
      let count = ChainPolygon.write(chain, chains.points, to: vertices + used)
      polygons.append(used..<used + count)
      EdgeArc.addArcs(of: used..<used + count, vertices, chains.points, to: &arcs)
      used += count
    }
    let finder = EllipseFinder(
      field: field, chainPoints: chains.points, vertices: vertices, options: options, workspace: workspace)
    let ellipses = finder.ellipses(of: arcs)
    let liner = LineFinder(
      field: field, chainPoints: chains.points, vertices: vertices, owned: UnsafePointer(finder.outline.owned))
    var lines: [LineSegment] = []
    for polygon in polygons { liner.addLines(of: polygon, to: &lines) }
    lines.sort { ($0.logNFA, $0.start.y, $0.start.x) < ($1.logNFA, $1.start.y, $1.start.x) }
    return EdgeFeatures(lines: lines, ellipses: ellipses, samples: EdgeSample.samples(of: chains)).withAxis
  }
}
