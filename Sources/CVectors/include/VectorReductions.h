// From a vector to one number.

#ifndef REMNANT_VECTOR_REDUCTIONS_H
#define REMNANT_VECTOR_REDUCTIONS_H

#include "VectorTypes.h"

// For masks:
//   _bits       bit i is lane i of the mask; 0 elsewhere
//   _any, _all  whether any or every lane is set
#define REMNANT_MASK_OPERATIONS(V, prefix, lane, bits_type)                                                         \
  typedef _Bool prefix##_flags_t __attribute__((ext_vector_type(REMNANT_LANES(lane))));                             \
  REMNANT_OPERATION uint64_t prefix##_bits(V mask) {                                                                \
    prefix##_flags_t flags = __builtin_convertvector(mask < (V)(0), prefix##_flags_t);                              \
    bits_type bits = 0;                                                                                             \
    __builtin_memcpy(&bits, &flags, sizeof bits < sizeof flags ? sizeof bits : sizeof flags);                       \
    return REMNANT_LANES(lane) < 8 * sizeof bits ? bits & ((1ull << (REMNANT_LANES(lane) & 63)) - 1) : bits;        \
  }                                                                                                                 \
  REMNANT_OPERATION _Bool prefix##_any(V mask) { return prefix##_bits(mask) != 0; }                                 \
  REMNANT_OPERATION _Bool prefix##_all(V mask) { return prefix##_bits(~mask) == 0; }

#if REMNANT_VECTOR_BYTES == 64
REMNANT_MASK_OPERATIONS(VI8, vi8, int8_t, uint64_t)
REMNANT_MASK_OPERATIONS(VI16, vi16, int16_t, uint32_t)
REMNANT_MASK_OPERATIONS(VI32, vi32, int32_t, uint16_t)
#elif REMNANT_VECTOR_BYTES == 32
REMNANT_MASK_OPERATIONS(VI8, vi8, int8_t, uint32_t)
REMNANT_MASK_OPERATIONS(VI16, vi16, int16_t, uint16_t)
REMNANT_MASK_OPERATIONS(VI32, vi32, int32_t, uint8_t)
#else
REMNANT_MASK_OPERATIONS(VI8, vi8, int8_t, uint16_t)
REMNANT_MASK_OPERATIONS(VI16, vi16, int16_t, uint8_t)
REMNANT_MASK_OPERATIONS(VI32, vi32, int32_t, uint8_t)
#endif
REMNANT_MASK_OPERATIONS(VI64, vi64, int64_t, uint8_t)

// For 8-, 16- and 32-bit integer lanes:
//   _reduce_min, _reduce_max
#define REMNANT_EXTREMA(V, prefix, lane)                                                                            \
  REMNANT_OPERATION lane prefix##_reduce_min(V v) { return __builtin_reduce_min(v); }                               \
  REMNANT_OPERATION lane prefix##_reduce_max(V v) { return __builtin_reduce_max(v); }

REMNANT_EXTREMA(VU8, vu8, uint8_t)
REMNANT_EXTREMA(VI8, vi8, int8_t)
REMNANT_EXTREMA(VU16, vu16, uint16_t)
REMNANT_EXTREMA(VI16, vi16, int16_t)
REMNANT_EXTREMA(VU32, vu32, uint32_t)
REMNANT_EXTREMA(VI32, vi32, int32_t)

// Sums. There is none for Float: its result would depend on the width.
typedef uint32_t remnant_sum_u8 __attribute__((ext_vector_type(REMNANT_VECTOR_BYTES)));
typedef uint32_t remnant_sum_u16 __attribute__((ext_vector_type(REMNANT_VECTOR_BYTES / 2)));

/// The exact sum of all lanes.
REMNANT_OPERATION uint32_t vu8_reduce_add(VU8 v) {
  return __builtin_reduce_add(__builtin_convertvector(v, remnant_sum_u8));
}
/// The exact sum of all lanes.
REMNANT_OPERATION uint32_t vu16_reduce_add(VU16 v) {
  return __builtin_reduce_add(__builtin_convertvector(v, remnant_sum_u16));
}
/// The sum of all lanes, wrapping.
REMNANT_OPERATION uint32_t vu32_reduce_add(VU32 v) { return __builtin_reduce_add(v); }
/// The sum of all lanes, wrapping.
REMNANT_OPERATION int32_t vi32_reduce_add(VI32 v) { return (int32_t)__builtin_reduce_add((VU32)v); }
/// The sum of all lanes, wrapping.
REMNANT_OPERATION uint64_t vu64_reduce_add(VU64 v) { return __builtin_reduce_add(v); }

#endif
