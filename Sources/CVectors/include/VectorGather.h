// Loads from scattered places, and transposition.

#ifndef REMNANT_VECTOR_GATHER_H
#define REMNANT_VECTOR_GATHER_H

#include "VectorTypes.h"

#pragma clang assume_nonnull begin

// AVX2's gathers are left alone: single loads and insertions took a third of their time where the places were not in the nearest caches,
// and three quarters of it where they were (Zen 3, which splits a gather into 39 operations; Intel's microcode against Downfall slows them, too).
//
// An AVX-512 gather keeps the lanes of its target that are masked out, so it waits for whatever was in that register before, even where
// all lanes are wanted. A mask that the compiler cannot see through makes it clear the register first: gathers of different turns of a
// loop then overlap. Offsets are never negative, so the mask is always full.

/// The four bytes at `base + offsets[i]`, at any address, the lowest address in the lowest byte of lane i. Offsets are not negative.
REMNANT_OPERATION VU32 vu32_gather_bytes(const uint8_t *base, VI32 offsets) {
#if defined(__AVX512F__) && REMNANT_VECTOR_BYTES == 64
  typedef int remnant_v16si __attribute__((vector_size(64)));
  typedef _Bool remnant_flags16 __attribute__((ext_vector_type(16)));
  remnant_flags16 flags = __builtin_convertvector(offsets > (VI32)(-1), remnant_flags16);
  uint16_t mask;
  __builtin_memcpy(&mask, &flags, sizeof mask);
  return (VU32)__builtin_ia32_gathersiv16si((remnant_v16si){0}, (const void *)base, (remnant_v16si)offsets, mask, 1);
#else
  VU32 v;
  for (unsigned i = 0; i < REMNANT_LANES(uint32_t); i++) {
    uint32_t lane;
    __builtin_memcpy(&lane, base + offsets[i], 4);
    v[i] = lane;
  }
  return v;
#endif
}

typedef uint8_t remnant_u8x16 __attribute__((ext_vector_type(16)));
typedef uint8_t remnant_u8x16_unaligned __attribute__((ext_vector_type(16), aligned(1)));

/// Transposes 16 × 16 bytes: byte c of source row r becomes byte r of target row c. Strides in bytes.
REMNANT_OPERATION void u8_transpose_16x16(const uint8_t *source, intptr_t source_stride, uint8_t *target,
                                          intptr_t target_stride) {
  remnant_u8x16 a[16], b[16];
#pragma clang loop unroll(full)
  for (int i = 0; i < 16; i++) a[i] = *(const remnant_u8x16_unaligned *)(source + i * source_stride);
  // Four perfect shuffles of the rows: each interleaves row i with row i + 8.
#pragma clang loop unroll(full)
  for (int stage = 0; stage < 4; stage++) {
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; i++) {
      b[2 * i] = __builtin_shufflevector(a[i], a[i + 8], 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      b[2 * i + 1] =
          __builtin_shufflevector(a[i], a[i + 8], 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; i++) a[i] = b[i];
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < 16; i++) *(remnant_u8x16_unaligned *)(target + i * target_stride) = a[i];
}

#pragma clang assume_nonnull end

#endif
