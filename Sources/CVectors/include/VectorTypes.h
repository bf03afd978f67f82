// The vector types, and the scheme by which their operations are named.
//
// Types.      V + lane: VU8 VI8 VU16 VI16 VU32 VI32 VU64 VI64 VF32. Each has REMNANT_VECTOR_BYTES bytes, so their lane counts differ.
// Functions.  lane type in small letters _ operation _ qualifier: vu8_add, vu8_add_saturating, vu16_load_aligned.
// Masks.      A comparison gives the signed vector of equal lane width, -1 where it holds and 0 elsewhere; `select` takes such a mask.
// Order.      Lane 0 is the lowest address. `low` and `high` name the halves of a vector in that order, on every instruction set.
//
// All operations are exact and mean the same at every width: floating-point contraction is off, integer overflow wraps unless
// the name says `saturating`, shift counts must be below the lane width.

#ifndef REMNANT_VECTOR_TYPES_H
#define REMNANT_VECTOR_TYPES_H

#include <stdint.h>

#ifndef REMNANT_VECTOR_BYTES
#define REMNANT_VECTOR_BYTES 16
#endif

// No fused multiply-add: the instruction sets must agree bit for bit.
#pragma STDC FP_CONTRACT OFF

// Vectors never cross a real call (everything inlines), so the warning that their calling convention depends on -march is moot.
#pragma clang diagnostic ignored "-Wpsabi"

#define REMNANT_OPERATION static inline __attribute__((always_inline, unused))
#define REMNANT_LANES(lane) (REMNANT_VECTOR_BYTES / sizeof(lane))

typedef uint8_t VU8 __attribute__((ext_vector_type(REMNANT_VECTOR_BYTES)));
typedef int8_t VI8 __attribute__((ext_vector_type(REMNANT_VECTOR_BYTES)));
typedef uint16_t VU16 __attribute__((ext_vector_type(REMNANT_VECTOR_BYTES / 2)));
typedef int16_t VI16 __attribute__((ext_vector_type(REMNANT_VECTOR_BYTES / 2)));
typedef uint32_t VU32 __attribute__((ext_vector_type(REMNANT_VECTOR_BYTES / 4)));
typedef int32_t VI32 __attribute__((ext_vector_type(REMNANT_VECTOR_BYTES / 4)));
typedef float VF32 __attribute__((ext_vector_type(REMNANT_VECTOR_BYTES / 4)));
typedef uint64_t VU64 __attribute__((ext_vector_type(REMNANT_VECTOR_BYTES / 8)));
typedef int64_t VI64 __attribute__((ext_vector_type(REMNANT_VECTOR_BYTES / 8)));

#pragma clang assume_nonnull begin

/// Asks for the cache line of an address, without waiting for it. Any address will do.
REMNANT_OPERATION void memory_prefetch(const void *p) { __builtin_prefetch(p); }

/// Bytes in a vector of this build.
REMNANT_OPERATION intptr_t vector_byte_count(void) { return REMNANT_VECTOR_BYTES; }

// 0 … 63: the numbers of all lanes that a vector may have.
static const uint8_t remnant_lane_numbers[64] __attribute__((unused)) = {
    0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
    32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};

// For every lane type:
//   _load, _store                    at any address
//   _load_aligned, _store_aligned    at a multiple of the vector's size
//   _splat                           one value in every lane
//   _lane_numbers                    0, 1, 2, …
//   _select(mask, a, b)              a where the mask is set, else b: the mask must come from a comparison
#define REMNANT_MEMORY_OPERATIONS(V, prefix, lane, mask_type)                                                       \
  typedef lane prefix##_unaligned_t __attribute__((ext_vector_type(REMNANT_LANES(lane)), aligned(1)));              \
  REMNANT_OPERATION V prefix##_load(const lane *p) { return *(const prefix##_unaligned_t *)p; }                     \
  REMNANT_OPERATION void prefix##_store(lane *p, V v) { *(prefix##_unaligned_t *)p = v; }                           \
  REMNANT_OPERATION V prefix##_load_aligned(const lane *p) { return *(const V *)p; }                                \
  REMNANT_OPERATION void prefix##_store_aligned(lane *p, V v) { *(V *)p = v; }                                      \
  REMNANT_OPERATION V prefix##_splat(lane value) { return (V)(value); }                                             \
  REMNANT_OPERATION V prefix##_lane_numbers(void) {                                                                 \
    typedef uint8_t numbers_t __attribute__((ext_vector_type(REMNANT_LANES(lane)), aligned(1)));                    \
    return __builtin_convertvector(*(const numbers_t *)remnant_lane_numbers, V);                                    \
  }                                                                                                                 \
  REMNANT_OPERATION V prefix##_select(mask_type mask, V a, V b) {                                                   \
    return (V)((mask & (mask_type)a) | (~mask & (mask_type)b));                                                     \
  }

REMNANT_MEMORY_OPERATIONS(VU8, vu8, uint8_t, VI8)
REMNANT_MEMORY_OPERATIONS(VI8, vi8, int8_t, VI8)
REMNANT_MEMORY_OPERATIONS(VU16, vu16, uint16_t, VI16)
REMNANT_MEMORY_OPERATIONS(VI16, vi16, int16_t, VI16)
REMNANT_MEMORY_OPERATIONS(VU32, vu32, uint32_t, VI32)
REMNANT_MEMORY_OPERATIONS(VI32, vi32, int32_t, VI32)
REMNANT_MEMORY_OPERATIONS(VU64, vu64, uint64_t, VI64)
REMNANT_MEMORY_OPERATIONS(VI64, vi64, int64_t, VI64)
REMNANT_MEMORY_OPERATIONS(VF32, vf32, float, VI32)

#pragma clang assume_nonnull end

#endif
