// From one lane type to another.
//
// Where memory is involved, prefer `_load_as_` and `_store_as_`: they are single instructions. Between registers a vector widens to
// two (`_widen_low_`, `_widen_high_`) and two narrow to one (`_narrow`), lanes in order; AVX2 needs a permutation for that.
//
//   <wide>_load_from_<narrow>(p)        as many narrow lanes as the wide vector has, widened; any address
//   <wide>_store_as_<narrow>(p, v)      low bits of each lane
//   <wide>_store_as_<narrow>_saturating values clamped to the narrow lane's range
//   <narrow>_widen_low_<wide>(v)        the first half of the lanes;  _widen_high_: the second half
//   <wide>_narrow_<narrow>(low, high)   low bits of each lane;  _narrow_saturating_: clamped

#ifndef REMNANT_VECTOR_CONVERSIONS_H
#define REMNANT_VECTOR_CONVERSIONS_H

#include "VectorTypes.h"
#include "VectorArithmetic.h"

#pragma clang assume_nonnull begin

// The narrow vector with as many lanes as the wide one.
#define REMNANT_PARTIAL(name, lane, wide_lane)                                                                      \
  typedef lane name __attribute__((ext_vector_type(REMNANT_LANES(wide_lane)), aligned(1)))

REMNANT_PARTIAL(remnant_u8_per_16, uint8_t, uint16_t);
REMNANT_PARTIAL(remnant_i8_per_16, int8_t, int16_t);
REMNANT_PARTIAL(remnant_u8_per_32, uint8_t, uint32_t);
REMNANT_PARTIAL(remnant_u16_per_32, uint16_t, uint32_t);
REMNANT_PARTIAL(remnant_i16_per_32, int16_t, int32_t);

#define REMNANT_LOAD(V, wide, narrow, lane, partial)                                                                \
  REMNANT_OPERATION V wide##_load_from_##narrow(const lane *p) {                                                    \
    return __builtin_convertvector(*(const partial *)p, V);                                                         \
  }
#define REMNANT_STORE(V, wide, narrow, lane, partial)                                                               \
  REMNANT_OPERATION void wide##_store_as_##narrow(lane *p, V v) {                                                   \
    *(partial *)p = __builtin_convertvector(v, partial);                                                            \
  }
#define REMNANT_STORE_SATURATING(V, wide, narrow, lane, partial, lowest, highest)                                   \
  REMNANT_OPERATION void wide##_store_as_##narrow##_saturating(lane *p, V v) {                                      \
    V clamped = wide##_min(wide##_max(v, wide##_splat(lowest)), wide##_splat(highest));                             \
    *(partial *)p = __builtin_convertvector(clamped, partial);                                                      \
  }

REMNANT_LOAD(VU16, vu16, u8, uint8_t, remnant_u8_per_16)
REMNANT_LOAD(VI16, vi16, u8, uint8_t, remnant_u8_per_16)
REMNANT_LOAD(VI16, vi16, i8, int8_t, remnant_i8_per_16)
REMNANT_LOAD(VU32, vu32, u8, uint8_t, remnant_u8_per_32)
REMNANT_LOAD(VI32, vi32, u8, uint8_t, remnant_u8_per_32)
REMNANT_LOAD(VU32, vu32, u16, uint16_t, remnant_u16_per_32)
REMNANT_LOAD(VI32, vi32, u16, uint16_t, remnant_u16_per_32)
REMNANT_LOAD(VI32, vi32, i16, int16_t, remnant_i16_per_32)
REMNANT_LOAD(VF32, vf32, u8, uint8_t, remnant_u8_per_32)
REMNANT_LOAD(VF32, vf32, u16, uint16_t, remnant_u16_per_32)
REMNANT_LOAD(VF32, vf32, i16, int16_t, remnant_i16_per_32)

REMNANT_STORE(VU16, vu16, u8, uint8_t, remnant_u8_per_16)
REMNANT_STORE(VI16, vi16, u8, uint8_t, remnant_u8_per_16)
REMNANT_STORE(VU32, vu32, u8, uint8_t, remnant_u8_per_32)
REMNANT_STORE(VI32, vi32, u8, uint8_t, remnant_u8_per_32)
REMNANT_STORE(VU32, vu32, u16, uint16_t, remnant_u16_per_32)
REMNANT_STORE(VI32, vi32, i16, int16_t, remnant_i16_per_32)

REMNANT_STORE_SATURATING(VI16, vi16, u8, uint8_t, remnant_u8_per_16, 0, 255)
REMNANT_STORE_SATURATING(VI32, vi32, u8, uint8_t, remnant_u8_per_32, 0, 255)
REMNANT_STORE_SATURATING(VI32, vi32, u16, uint16_t, remnant_u16_per_32, 0, 65535)
REMNANT_STORE_SATURATING(VI32, vi32, i16, int16_t, remnant_i16_per_32, -32768, 32767)

// Halves by .lo and .hi, joining by assignment to them: clang turns both into the target's extracts, unpacks and packs.
#define REMNANT_WIDEN(V, narrow, W, wide)                                                                           \
  REMNANT_OPERATION W narrow##_widen_low_##wide(V v) { return __builtin_convertvector(v.lo, W); }                   \
  REMNANT_OPERATION W narrow##_widen_high_##wide(V v) { return __builtin_convertvector(v.hi, W); }
#define REMNANT_NARROW(W, wide, V, narrow, partial)                                                                 \
  REMNANT_OPERATION V wide##_narrow_##narrow(W low, W high) {                                                       \
    V v;                                                                                                            \
    v.lo = __builtin_convertvector(low, partial);                                                                   \
    v.hi = __builtin_convertvector(high, partial);                                                                  \
    return v;                                                                                                       \
  }
#define REMNANT_NARROW_SATURATING(W, wide, V, narrow, lowest, highest)                                              \
  REMNANT_OPERATION V wide##_narrow_saturating_##narrow(W low, W high) {                                            \
    W floor = wide##_splat(lowest), ceiling = wide##_splat(highest);                                                \
    return wide##_narrow_##narrow(wide##_min(wide##_max(low, floor), ceiling),                                      \
                                  wide##_min(wide##_max(high, floor), ceiling));                                    \
  }

REMNANT_WIDEN(VU8, vu8, VU16, u16)
REMNANT_WIDEN(VU8, vu8, VI16, i16)
REMNANT_WIDEN(VI8, vi8, VI16, i16)
REMNANT_WIDEN(VU16, vu16, VU32, u32)
REMNANT_WIDEN(VU16, vu16, VI32, i32)
REMNANT_WIDEN(VI16, vi16, VI32, i32)

REMNANT_NARROW(VU16, vu16, VU8, u8, remnant_u8_per_16)
REMNANT_NARROW(VI16, vi16, VU8, u8, remnant_u8_per_16)
REMNANT_NARROW(VI16, vi16, VI8, i8, remnant_i8_per_16)
REMNANT_NARROW(VU32, vu32, VU16, u16, remnant_u16_per_32)
REMNANT_NARROW(VI32, vi32, VI16, i16, remnant_i16_per_32)
REMNANT_NARROW_SATURATING(VI16, vi16, VU8, u8, 0, 255)
REMNANT_NARROW_SATURATING(VI16, vi16, VI8, i8, -128, 127)
REMNANT_NARROW_SATURATING(VI32, vi32, VI16, i16, -32768, 32767)

// Between 32-bit integers and single precision.

/// Rounds to nearest, ties to even, where an integer has no exact Float (beyond 2²⁴).
REMNANT_OPERATION VF32 vi32_to_f32(VI32 v) { return __builtin_convertvector(v, VF32); }
/// Truncates towards zero. The value must fit in Int32.
REMNANT_OPERATION VI32 vf32_to_i32_truncating(VF32 v) { return __builtin_convertvector(v, VI32); }
/// Rounds to nearest, ties to even, for |v| < 2²²: adding 1.5 · 2²³ leaves the integer in the low bits of the significand.
REMNANT_OPERATION VI32 vf32_to_i32_rounding(VF32 v) {
  return (VI32)(v + (VF32)(12582912.0f)) - (VI32)(0x4B400000);
}

// The same bits seen as lanes of another kind: no instruction.
#define REMNANT_REINTERPRET(V, from, W, to)                                                                         \
  REMNANT_OPERATION W from##_as_##to(V v) { return (W)v; }                                                          \
  REMNANT_OPERATION V to##_as_##from(W v) { return (V)v; }

REMNANT_REINTERPRET(VU8, vu8, VI8, vi8)
REMNANT_REINTERPRET(VU8, vu8, VU16, vu16)
REMNANT_REINTERPRET(VU8, vu8, VU32, vu32)
REMNANT_REINTERPRET(VU8, vu8, VU64, vu64)
REMNANT_REINTERPRET(VU16, vu16, VI16, vi16)
REMNANT_REINTERPRET(VU16, vu16, VU32, vu32)
REMNANT_REINTERPRET(VU32, vu32, VI32, vi32)
REMNANT_REINTERPRET(VU64, vu64, VI64, vi64)
REMNANT_REINTERPRET(VI32, vi32, VF32, vf32)

#pragma clang assume_nonnull end

#endif
