import VectorKernels

/// The scratch memory of the search for edges, used again by the next.
final class EdgeWorkspace {
  var strengths = GrowingBuffer<Int16>()
  var scratch = GrowingBuffer<Int16>()
  var histogram = GrowingBuffer<UInt32>()
  var columnThresholds = GrowingBuffer<Int16>()
  var rowThresholds = GrowingBuffer<Int16>()
  var points = GrowingBuffer<EdgePoint>()
  var blockStarts = GrowingBuffer<Int32>()
  var nodes = GrowingBuffer<EdgeNode>()
  var predecessors = GrowingBuffer<Int32>()
  var linkCosts = GrowingBuffer<Int32>()
  var chainPoints = GrowingBuffer<ChainPoint>()
  var laneMemory = GrowingBuffer<ChainPoint>()
  var vertices = GrowingBuffer<Int32>()
  var owned = GrowingBuffer<UInt8>()
  var outline = GrowingBuffer<OutlinePoint>()
}
