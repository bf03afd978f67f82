/// The kernels of one build, as function values. Every build, and the scalar reference, fills the same table, and all give the
/// same bits for the same input.
///
/// Kernels take pointers, counts and strides only, check nothing, allocate nothing and are safe to run from several threads on
/// separate output. Their callers own the safe face. Each function's contract is told by its type.
package struct KernelTable: Sendable {
  /// What people read: "v4", or "v4+bits" where the processor has more than its instruction set's minimum.
  package let name: String
  /// The instruction set by which `REMNANT_ISA` names this build.
  package let instructionSet: InstructionSet
  /// The two nearest neighbours of binary descriptors.
  package let hammingTwoNearest: HammingTwoNearest
  /// Halves a plane: the next octave of a pyramid.
  package let halvePlane: HalvePlane
  /// Shrinks a plane to two thirds: the step between octaves.
  package let shrinkTwoThirds: ShrinkTwoThirds
  /// The coded determinants of the Hessian.
  package let hessianResponses: HessianResponses
  /// The local maxima of a response map.
  package let localMaxima: LocalMaxima
  /// The intensity moments that give a keypoint its direction.
  package let patchMoments: PatchMoments
  /// A keypoint's canonical patch.
  package let samplePatch: SamplePatch
  /// The rings of samples round a bolt.
  package let samplePolar: SamplePolar
  /// The samples of many places side by side.
  package let interleavePolar: InterleavePolar
  /// The rings of samples of many places from squares cut out round them.
  package let ringsOfCuts: RingsOfCuts
  /// What is measured of them.
  package let boltFeatures: BoltFeatures
  /// What boosted trees say of the measures.
  package let evaluateTrees: EvaluateTrees
  /// The binary descriptors of patches.
  package let describePatches: DescribePatches
  /// The edge points of a plane.
  package let edgePoints: EdgePoints
  /// The strengths of a row's gradients.
  package let edgeStrengths: EdgeStrengths

  package init(
    name: String,
    instructionSet: InstructionSet,
    hammingTwoNearest: @escaping HammingTwoNearest,
    halvePlane: @escaping HalvePlane,
    shrinkTwoThirds: @escaping ShrinkTwoThirds,
    hessianResponses: @escaping HessianResponses,
    localMaxima: @escaping LocalMaxima,
    patchMoments: @escaping PatchMoments,
    samplePatch: @escaping SamplePatch,
    samplePolar: @escaping SamplePolar,
    interleavePolar: @escaping InterleavePolar,
    ringsOfCuts: @escaping RingsOfCuts,
    boltFeatures: @escaping BoltFeatures,
    evaluateTrees: @escaping EvaluateTrees,
    describePatches: @escaping DescribePatches,
    edgePoints: @escaping EdgePoints,
    edgeStrengths: @escaping EdgeStrengths
  ) {
    self.name = name
    self.instructionSet = instructionSet
    self.hammingTwoNearest = hammingTwoNearest
    self.halvePlane = halvePlane
    self.shrinkTwoThirds = shrinkTwoThirds
    self.hessianResponses = hessianResponses
    self.localMaxima = localMaxima
    self.patchMoments = patchMoments
    self.samplePatch = samplePatch
    self.samplePolar = samplePolar
    self.interleavePolar = interleavePolar
    self.ringsOfCuts = ringsOfCuts
    self.boltFeatures = boltFeatures
    self.evaluateTrees = evaluateTrees
    self.describePatches = describePatches
    self.edgePoints = edgePoints
    self.edgeStrengths = edgeStrengths
  }
}
