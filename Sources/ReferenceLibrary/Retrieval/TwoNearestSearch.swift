import FeatureExtraction
import VectorKernelContracts
import VectorKernels

/// The vector kernel that finds two nearest, with its scratch memory kept: an index calls it thousands of times a frame, for a few
/// queries each. Not for sharing between threads.
final class TwoNearestSearch {
  private let scratch: UnsafeMutablePointer<UInt64>
  private let kernels: KernelTable

  init(kernels: KernelTable = Kernels.active) {
    self.kernels = kernels
    let bytes = hammingScratchWordCount * MemoryLayout<UInt64>.stride
    scratch = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64).bindMemory(
      to: UInt64.self, capacity: hammingScratchWordCount)
  }

  deinit { scratch.deallocate() }

  /// For each query its two nearest in `train`, which holds at least one descriptor. An index of -1 stands for none.
  ///
  /// - Parameters:
  ///   - queries: Words of the queries.
  ///   - train: Words of the descriptors that are searched.
  /// - Complexity: |queries| · |train| distances.
  func nearest(of queries: [UInt64], in train: ArraySlice<UInt64>) -> [NearestPair] {
    let size = DescriptorSet.wordsPerDescriptor
    return [NearestPair](unsafeUninitializedCapacity: queries.count / size) { output, count in
      count = queries.count / size
      guard count > 0, let target = output.baseAddress else { return }
      queries.withUnsafeBufferPointer { queryWords in
        train.withUnsafeBufferPointer { trainWords in
          guard let queryStart = queryWords.baseAddress, let trainStart = trainWords.baseAddress else {
            preconditionFailure("nothing is searched for, or nowhere")
          }
          kernels.hammingTwoNearest(queryStart, count, trainStart, train.count / size, scratch, target)
        }
      }
    }
  }
}
