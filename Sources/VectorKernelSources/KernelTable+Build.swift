import VectorKernelContracts

/// The kernels of this build. Reading it runs code of this build's instruction set.
package func kernelTable() -> KernelTable {
  KernelTable(
    name: Profile.name,
    instructionSet: Profile.instructionSet,
    hammingTwoNearest: hammingTwoNearest,
    halvePlane: halvePlane,
    shrinkTwoThirds: shrinkTwoThirds,
    hessianResponses: hessianResponses,
    localMaxima: localMaxima,
    patchMoments: patchMoments,
    samplePatch: samplePatch,
    samplePolar: samplePolar,
    interleavePolar: interleavePolar,
    ringsOfCuts: ringsOfCuts,
    boltFeatures: boltFeatures,
    evaluateTrees: evaluateTrees,
    describePatches: describePatches,
    edgePoints: edgePoints,
    edgeStrengths: edgeStrengths
  )
}
