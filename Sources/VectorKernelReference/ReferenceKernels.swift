import VectorKernelContracts

/// The scalar twins: every kernel again, written to be obviously right. Tests hold the builds to it; nothing ships it.
package enum ReferenceKernels {
  /// The twins, in the table that all builds fill.
  package static var table: KernelTable {
    KernelTable(
      name: "reference",
      instructionSet: .baseline,
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
}
