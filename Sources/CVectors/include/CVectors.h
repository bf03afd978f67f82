// Portable vectors for the kernels, and what Swift lacks to use them: see VectorTypes.h for the scheme of names.
//
// A kernel target sets REMNANT_VECTOR_BYTES (16, 32 or 64) and -march; everything here is `static inline` and inlines into
// Swift as the instructions of that target. Nothing here is exported, so builds for different instruction sets never share code.

#ifndef REMNANT_CVECTORS_H
#define REMNANT_CVECTORS_H

#include "VectorTypes.h"
#include "VectorArithmetic.h"
#include "VectorConversions.h"
#include "VectorReductions.h"
#include "VectorGather.h"
#include "ProcessorFeatures.h"

#endif
