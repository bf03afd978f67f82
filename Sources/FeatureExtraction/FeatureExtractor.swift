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
  /// - Complexity: O(pixels + keypoints); about 7 bytes a pixel of scratch memory, kept.
  public func extract(from luma: Plane) -> Features {
    workspaces.withWorkspace { workspace in
      let edges = options.stages.contains(.edges) ? edges(in: luma, workspace.edges) : .none
      guard !options.stages.isDisjoint(with: [.keypoints, .bolts]) else {
        return Features(size: luma.size, keypoints: [], descriptors: DescriptorSet(), edges: edges)
      }
      return workspace.pyramid.withLevels(of: luma, kernels: kernels) { levels in
        let maps = ResponseMaps(of: levels, kernels: kernels, workspace: workspace)
        var keypoints: [Keypoint] = []
        var descriptors = DescriptorSet()
        if options.stages.contains(.keypoints) {
          let detected = HessianDetector(options: options, kernels: kernels).keypoints(in: maps, workspace: workspace)
          let describer = KeypointDescriber(kernels: kernels)
          (keypoints, descriptors) = describer.describe(detected, levels: levels, workspace: workspace)
        }
        var patterns = BoltPatterns.none
        if options.stages.contains(.bolts) {
          let candidates = BoltDetector(options: options.bolts, kernels: kernels).bolts(
            in: levels, maps: maps, workspace: workspace)
          patterns = BoltGrouper().patterns(of: candidates, rims: edges.rims, imageSize: luma.size)
        }
        return Features(
          size: luma.size, keypoints: keypoints, descriptors: descriptors, patterns: patterns, edges: edges)
      }
    }
  }

  private func edges(in luma: Plane, _ workspace: EdgeWorkspace) -> EdgeFeatures {
    luma.withUnsafePixels { pixels in
      let source = KernelPlane(pixels: pixels, rowStride: luma.rowStride, width: luma.width, height: luma.height)
      return EdgeDetector(options: options.edges, kernels: kernels).edges(in: source, workspace: workspace)
    }
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
