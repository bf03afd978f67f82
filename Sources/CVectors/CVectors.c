#include "ProcessorFeatures.h"

// __builtin_cpu_supports asks CPUID and, for AVX and AVX-512, XGETBV: a set counts only where the system saves its registers.

#if defined(__x86_64__)

_Bool remnant_processor_supports_x86_64_v3(void) {
  __builtin_cpu_init();
  return __builtin_cpu_supports("x86-64-v3");
}

_Bool remnant_processor_supports_x86_64_v4(void) {
  __builtin_cpu_init();
  return __builtin_cpu_supports("x86-64-v4");
}

_Bool remnant_processor_supports_x86_64_v4_bits(void) {
  __builtin_cpu_init();
  return __builtin_cpu_supports("x86-64-v4") && __builtin_cpu_supports("avx512vpopcntdq") &&
         __builtin_cpu_supports("avx512bitalg") && __builtin_cpu_supports("avx512vbmi") &&
         __builtin_cpu_supports("avx512vbmi2");
}

#else

_Bool remnant_processor_supports_x86_64_v3(void) { return 0; }
_Bool remnant_processor_supports_x86_64_v4(void) { return 0; }
_Bool remnant_processor_supports_x86_64_v4_bits(void) { return 0; }

#endif
