// Lane by lane: arithmetic, comparison, bits.

#ifndef REMNANT_VECTOR_ARITHMETIC_H
#define REMNANT_VECTOR_ARITHMETIC_H

#include "VectorTypes.h"

// For every integer lane type:
//   _add, _subtract                wrapping
//   _min, _max
//   _equal, _greater               masks; the rest of the order follows by swapping the operands or `not`
//   _and, _or, _xor, _not
//   _and_not(a, b)                 a and not b
//   _shift_left, _shift_right      by one count for all lanes; right is logical for unsigned lanes, arithmetic for signed ones
//   _population_count              set bits in each lane
#define REMNANT_INTEGER_OPERATIONS(V, prefix, lane, mask_type)                                                      \
  REMNANT_OPERATION V prefix##_add(V a, V b) { return a + b; }                                                      \
  REMNANT_OPERATION V prefix##_subtract(V a, V b) { return a - b; }                                                 \
  REMNANT_OPERATION V prefix##_min(V a, V b) { return __builtin_elementwise_min(a, b); }                            \
  REMNANT_OPERATION V prefix##_max(V a, V b) { return __builtin_elementwise_max(a, b); }                            \
  REMNANT_OPERATION mask_type prefix##_equal(V a, V b) { return (mask_type)(a == b); }                              \
  REMNANT_OPERATION mask_type prefix##_greater(V a, V b) { return (mask_type)(a > b); }                             \
  REMNANT_OPERATION V prefix##_and(V a, V b) { return a & b; }                                                      \
  REMNANT_OPERATION V prefix##_or(V a, V b) { return a | b; }                                                       \
  REMNANT_OPERATION V prefix##_xor(V a, V b) { return a ^ b; }                                                      \
  REMNANT_OPERATION V prefix##_not(V a) { return ~a; }                                                              \
  REMNANT_OPERATION V prefix##_and_not(V a, V b) { return a & ~b; }                                                 \
  REMNANT_OPERATION V prefix##_shift_left(V a, int32_t count) { return a << (V)((lane)count); }                     \
  REMNANT_OPERATION V prefix##_shift_right(V a, int32_t count) { return a >> (V)((lane)count); }                    \
  REMNANT_OPERATION V prefix##_population_count(V a) { return __builtin_elementwise_popcount(a); }

REMNANT_INTEGER_OPERATIONS(VU8, vu8, uint8_t, VI8)
REMNANT_INTEGER_OPERATIONS(VI8, vi8, int8_t, VI8)
REMNANT_INTEGER_OPERATIONS(VU16, vu16, uint16_t, VI16)
REMNANT_INTEGER_OPERATIONS(VI16, vi16, int16_t, VI16)
REMNANT_INTEGER_OPERATIONS(VU32, vu32, uint32_t, VI32)
REMNANT_INTEGER_OPERATIONS(VI32, vi32, int32_t, VI32)
REMNANT_INTEGER_OPERATIONS(VU64, vu64, uint64_t, VI64)
REMNANT_INTEGER_OPERATIONS(VI64, vi64, int64_t, VI64)

// For 8- and 16-bit lanes:
//   _add_saturating, _subtract_saturating    clamped to the lane's range
#define REMNANT_SATURATING_OPERATIONS(V, prefix)                                                                    \
  REMNANT_OPERATION V prefix##_add_saturating(V a, V b) { return __builtin_elementwise_add_sat(a, b); }             \
  REMNANT_OPERATION V prefix##_subtract_saturating(V a, V b) { return __builtin_elementwise_sub_sat(a, b); }

REMNANT_SATURATING_OPERATIONS(VU8, vu8)
REMNANT_SATURATING_OPERATIONS(VI8, vi8)
REMNANT_SATURATING_OPERATIONS(VU16, vu16)
REMNANT_SATURATING_OPERATIONS(VI16, vi16)

// For unsigned 8- and 16-bit lanes:
//   _average                 (a + b + 1) / 2 without overflow
//   _absolute_difference     |a - b|
#define REMNANT_UNSIGNED_OPERATIONS(V, prefix)                                                                      \
  REMNANT_OPERATION V prefix##_average(V a, V b) { return (a | b) - ((a ^ b) >> (V)(1)); }                          \
  REMNANT_OPERATION V prefix##_absolute_difference(V a, V b) {                                                      \
    return __builtin_elementwise_sub_sat(a, b) | __builtin_elementwise_sub_sat(b, a);                               \
  }

REMNANT_UNSIGNED_OPERATIONS(VU8, vu8)
REMNANT_UNSIGNED_OPERATIONS(VU16, vu16)

// For 16- and 32-bit lanes:
//   _multiply        the low half of the product
// For 16-bit lanes:
//   _multiply_high   the high half of the product
REMNANT_OPERATION VU16 vu16_multiply(VU16 a, VU16 b) { return a * b; }
REMNANT_OPERATION VI16 vi16_multiply(VI16 a, VI16 b) { return a * b; }
REMNANT_OPERATION VU32 vu32_multiply(VU32 a, VU32 b) { return a * b; }
REMNANT_OPERATION VI32 vi32_multiply(VI32 a, VI32 b) { return a * b; }

typedef uint32_t remnant_product_u32 __attribute__((ext_vector_type(REMNANT_VECTOR_BYTES / 2)));
typedef int32_t remnant_product_i32 __attribute__((ext_vector_type(REMNANT_VECTOR_BYTES / 2)));

REMNANT_OPERATION VU16 vu16_multiply_high(VU16 a, VU16 b) {
  remnant_product_u32 product =
      __builtin_convertvector(a, remnant_product_u32) * __builtin_convertvector(b, remnant_product_u32);
  return __builtin_convertvector(product >> (remnant_product_u32)(16), VU16);
}

REMNANT_OPERATION VI16 vi16_multiply_high(VI16 a, VI16 b) {
  remnant_product_i32 product =
      __builtin_convertvector(a, remnant_product_i32) * __builtin_convertvector(b, remnant_product_i32);
  return __builtin_convertvector(product >> (remnant_product_i32)(16), VI16);
}

// The value itself, by a way that the optimiser cannot see through. For the rare place where its rewriting costs instructions: say so
// there, with the count.
#if defined(__x86_64__)
REMNANT_OPERATION VU8 vu8_opaque(VU8 a) { __asm__("" : "+x"(a)); return a; }
REMNANT_OPERATION VU16 vu16_opaque(VU16 a) { __asm__("" : "+x"(a)); return a; }
#else
REMNANT_OPERATION VU8 vu8_opaque(VU8 a) { return a; }
REMNANT_OPERATION VU16 vu16_opaque(VU16 a) { return a; }
#endif

// Bits of three 16-bit vectors, for adding bit by bit. AVX-512 has one instruction for any function of three; clang does not find
// it for all of these by itself.
//   _exclusive_or3(a, b, c)            the sum of a full adder
//   _majority(a, b, c)                 its carry
//   _select_bits_not(m, a, b)          not a where m is set, else b
#if defined(__AVX512F__) && REMNANT_VECTOR_BYTES == 64
typedef int remnant_ternary __attribute__((vector_size(64)));
// The constant is the truth table: bit 4a + 2b + c is the result.
#define REMNANT_TERNARY(a, b, c, table)                                                                             \
  (VU16) __builtin_ia32_pternlogd512_mask((remnant_ternary)(a), (remnant_ternary)(b), (remnant_ternary)(c), table, 0xFFFF)
REMNANT_OPERATION VU16 vu16_exclusive_or3(VU16 a, VU16 b, VU16 c) { return REMNANT_TERNARY(a, b, c, 0x96); }
REMNANT_OPERATION VU16 vu16_majority(VU16 a, VU16 b, VU16 c) { return REMNANT_TERNARY(a, b, c, 0xE8); }
REMNANT_OPERATION VU16 vu16_select_bits_not(VU16 m, VU16 a, VU16 b) { return REMNANT_TERNARY(m, a, b, 0x3A); }
#else
REMNANT_OPERATION VU16 vu16_exclusive_or3(VU16 a, VU16 b, VU16 c) { return a ^ b ^ c; }
REMNANT_OPERATION VU16 vu16_majority(VU16 a, VU16 b, VU16 c) { return (a & b) | ((a ^ b) & c); }
// Opaque, or the optimiser moves the not of `a` out of the loop and pays with a second copy of `a` inside it.
REMNANT_OPERATION VU16 vu16_select_bits_not(VU16 m, VU16 a, VU16 b) { return (m & ~vu16_opaque(a)) | (b & ~vu16_opaque(m)); }
#endif

/// Whether `vu16_population_count` is one instruction. A constant: the branch not taken is not compiled.
REMNANT_OPERATION _Bool vu16_population_count_is_fast(void) {
#if defined(__AVX512BITALG__)
  return 1;
#else
  return 0;
#endif
}

// For signed lanes:
//   _absolute            |a|; the lowest value stays as it is
//   _negate
REMNANT_OPERATION VI8 vi8_absolute(VI8 a) { return __builtin_elementwise_abs(a); }
REMNANT_OPERATION VI16 vi16_absolute(VI16 a) { return __builtin_elementwise_abs(a); }
REMNANT_OPERATION VI32 vi32_absolute(VI32 a) { return __builtin_elementwise_abs(a); }
REMNANT_OPERATION VI8 vi8_negate(VI8 a) { return -a; }
REMNANT_OPERATION VI16 vi16_negate(VI16 a) { return -a; }
REMNANT_OPERATION VI32 vi32_negate(VI32 a) { return -a; }

/// The sums of neighbouring products, a[2i]·b[2i] + a[2i+1]·b[2i+1]: one instruction on x86. Only four lowest values together
/// overflow, and wrap.
REMNANT_OPERATION VI32 vi16_multiply_add_pairs(VI16 a, VI16 b) {
  // By name on x86: clang does not find the instruction from the general form.
#if defined(__AVX512BW__) && REMNANT_VECTOR_BYTES == 64
  typedef short words __attribute__((vector_size(64)));
  return (VI32)__builtin_ia32_pmaddwd512((words)a, (words)b);
#elif defined(__AVX2__) && REMNANT_VECTOR_BYTES == 32
  typedef short words __attribute__((vector_size(32)));
  return (VI32)__builtin_ia32_pmaddwd256((words)a, (words)b);
#elif defined(__SSE2__) && REMNANT_VECTOR_BYTES == 16
  typedef short words __attribute__((vector_size(16)));
  return (VI32)__builtin_ia32_pmaddwd128((words)a, (words)b);
#else
  VI32 even = (((VI32)a << (VI32)(16)) >> (VI32)(16)) * (((VI32)b << (VI32)(16)) >> (VI32)(16));
  VI32 odd = ((VI32)a >> (VI32)(16)) * ((VI32)b >> (VI32)(16));
  return (VI32)((VU32)even + (VU32)odd);
#endif
}

// Single precision: _add _subtract _multiply _divide _square_root _absolute; _min and _max give b where either is NaN, as the
// processor does; _greater is false for NaN.
REMNANT_OPERATION VF32 vf32_add(VF32 a, VF32 b) { return a + b; }
REMNANT_OPERATION VF32 vf32_subtract(VF32 a, VF32 b) { return a - b; }
REMNANT_OPERATION VF32 vf32_multiply(VF32 a, VF32 b) { return a * b; }
REMNANT_OPERATION VF32 vf32_divide(VF32 a, VF32 b) { return a / b; }
REMNANT_OPERATION VF32 vf32_square_root(VF32 a) { return __builtin_elementwise_sqrt(a); }
REMNANT_OPERATION VF32 vf32_absolute(VF32 a) { return __builtin_elementwise_abs(a); }
REMNANT_OPERATION VI32 vf32_equal(VF32 a, VF32 b) { return a == b; }
REMNANT_OPERATION VI32 vf32_greater(VF32 a, VF32 b) { return a > b; }
REMNANT_OPERATION VF32 vf32_min(VF32 a, VF32 b) { return vf32_select(a < b, a, b); }
REMNANT_OPERATION VF32 vf32_max(VF32 a, VF32 b) { return vf32_select(a > b, a, b); }

#endif
