import ImagePlanes
import Synchronization
import VectorKernels

/// Finds and describes the features of an image.
///
/// An extractor may be used from several threads at once: each call borrows a workspace of its own, kept for the next
/// call. Equal images and options give equal features, whatever the threads and the instruction set.
public struct FeatureExtractor: Sendable {
  /// What is looked for.
  public let options: ExtractionOptions

  private let kernels: KernelTable
  private let workspaces = WorkspacePool()

  /// Makes an extractor that uses the best vector kernels of the processor, or those that `REMNANT_ISA` names.
  public init(options: ExtractionOptions = ExtractionOptions()) {
    self.init(options: options, kernels: Kernels.active)
  }

  /// Makes an extractor that uses `kernels`.
  package init(options: ExtractionOptions = ExtractionOptions(), kernels: KernelTable) {
    self.options = options
    self.kernels = kernels
  }

  /// The features of `luma`.
  ///
  /// Images under 32 pixels wide or high have none.
  ///
  /// - Parameter quantization: How the picture was compressed, where that is known: edges that a single step of a coefficient makes are
  ///   not looked at.
  /// - Complexity: O(pixels + keypoints); about 7 bytes a pixel of scratch memory, kept.
  public func extract(from luma: Plane, quantization: LumaQuantization? = nil) -> Features {
    workspaces.withWorkspace { workspace in
      let stages = options.stages
      var edges = stages.contains(.edges) ? edges(in: luma, quantization, workspace) : .none
      let describesLines = options.edges.describedLines > 0 && !edges.lines.isEmpty
      let findsPoints = stages.contains(.keypoints) || stages.contains(.bolts)
      guard findsPoints || describesLines else {
        return Features(size: luma.size, keypoints: [], descriptors: DescriptorSet(), edges: edges)
      }
      return workspace.pyramid.withLevels(of: luma, kernels: kernels) { levels in
        if describesLines {
          edges.bands = LineBandDescriber(kernels: kernels).bands(
            of: edges.lines, limit: options.edges.describedLines, levels: levels, workspace: workspace)
        }
        guard findsPoints else {
          return Features(size: luma.size, keypoints: [], descriptors: DescriptorSet(), edges: edges)
        }
        let maps = ResponseMaps(of: levels, kernels: kernels, workspace: workspace)
        let described =
          stages.contains(.keypoints)
          ? keypoints(in: levels, maps, workspace) : (keypoints: [], descriptors: DescriptorSet())
        let patterns = stages.contains(.bolts) ? patterns(in: levels, maps, edges, workspace) : .none
        return Features(
          size: luma.size, keypoints: described.keypoints, descriptors: described.descriptors, patterns: patterns,
          edges: edges)
      }
    }
  }

  private func edges(
    in luma: Plane, _ quantization: LumaQuantization?, _ workspace: ExtractionWorkspace
  ) -> EdgeFeatures {
    var edgeOptions = options.edges
    if let quantization { edgeOptions.minimumGradient = max(edgeOptions.minimumGradient, quantization.stepGradient) }
    return luma.withUnsafePixels { pixels in
      let source = KernelPlane(pixels: pixels, rowStride: luma.rowStride, width: luma.width, height: luma.height)
      return EdgeDetector(options: edgeOptions, kernels: kernels).edges(in: source, workspace: workspace.edges)
    }
  }

  private func keypoints(
    in levels: [ScalePyramid.Level], _ maps: ResponseMaps, _ workspace: ExtractionWorkspace
  ) -> (keypoints: [Keypoint], descriptors: DescriptorSet) {
    let detector = HessianDetector(options: options, kernels: kernels)
    let keypoints = detector.keypoints(in: maps, workspace: workspace)
    return KeypointDescriber(kernels: kernels).describe(keypoints, levels: levels, workspace: workspace)
  }

  /// Bolts and their groups; the ellipses among the edges are what rings are concentric with.
  private func patterns(
    in levels: [ScalePyramid.Level], _ maps: ResponseMaps, _ edges: EdgeFeatures, _ workspace: ExtractionWorkspace
  ) -> BoltPatterns {
    let detector = BoltDetector(options: options.bolts, kernels: kernels)
    let measure = BoltMeasure(
      sampler: PolarSampler(levels: levels, kernels: kernels), kernels: kernels, workspace: workspace)
    let size = ImageSize(width: levels[0].width, height: levels[0].height)
    return BoltGrouper().patterns(
      of: detector.bolts(in: maps, measure), rims: edges.rims, lines: edges.lines, imageSize: size,
      probe: { detector.look(at: $0, measure) })
  }
}

/// The scratch memory of one extraction, used again by the next.
final class ExtractionWorkspace {
  let pyramid = ScalePyramid()
  let edges = EdgeWorkspace()
  var responses = GrowingBuffer<Int16>()
  var responseRows = GrowingBuffer<Int16>()
  var thresholds = GrowingBuffer<Int16>()
  var found = GrowingBuffer<UInt32>()
  var patches = GrowingBuffer<UInt8>()
  var integrals = GrowingBuffer<UInt16>()
  var polarSamples = GrowingBuffer<UInt8>()
  var polarScratch = GrowingBuffer<UInt8>()
  var polarRings = GrowingBuffer<UInt8>()
  var polarWork = GrowingBuffer<Float>()
  var boltFeatures = GrowingBuffer<Float>()
}

/// Workspaces that no call uses at present.
private final class WorkspacePool: Sendable {
  // SAFETY: a workspace is in the list, or borrowed by exactly one call.
  private struct Idle: @unchecked Sendable { var list: [ExtractionWorkspace] = [] }
  private let idle = Mutex(Idle())

  func withWorkspace<Result>(_ body: (ExtractionWorkspace) -> Result) -> Result {
    let workspace = idle.withLock { Loan(workspace: $0.list.popLast() ?? ExtractionWorkspace()) }.workspace
    defer {
      let loan = Loan(workspace: workspace)
      idle.withLock { $0.list.append(loan.workspace) }
    }
    return body(workspace)
  }

  private struct Loan: @unchecked Sendable { let workspace: ExtractionWorkspace }
}
