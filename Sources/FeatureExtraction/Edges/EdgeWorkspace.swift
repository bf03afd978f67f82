import VectorKernels

/// The scratch memory of the search for edges, used again by the next.
final class EdgeWorkspace {
  var strengths = GrowingBuffer<Int16>()
  var scratch = GrowingBuffer<Int16>()
  var histogram = GrowingBuffer<UInt32>()
  var columnThresholds = GrowingBuffer<Int16>()
  var rowThresholds = GrowingBuffer<Int16>()
  var points = GrowingBuffer<EdgePoint>()
  var blocks = GrowingBuffer<EdgeBlock>()
  var predecessors = GrowingBuffer<Int32>()
  var linkCosts = GrowingBuffer<Float>()
  var chainPoints = GrowingBuffer<ChainPoint>()
  var vertices = GrowingBuffer<Int32>()
  var owned = GrowingBuffer<UInt8>()
  var outline = GrowingBuffer<OutlinePoint>()
}
