// What this processor can run, as far as the operating system saves its registers.

#ifndef REMNANT_PROCESSOR_FEATURES_H
#define REMNANT_PROCESSOR_FEATURES_H

/// Whether the processor runs x86-64-v3 (AVX2, FMA, BMI).
_Bool remnant_processor_supports_x86_64_v3(void);

/// Whether the processor runs x86-64-v4 (AVX-512 F, BW, CD, DQ, VL).
_Bool remnant_processor_supports_x86_64_v4(void);

/// Whether it also has VPOPCNTDQ, BITALG, VBMI and VBMI2, which Intel added with Ice Lake and AMD with Zen 4.
_Bool remnant_processor_supports_x86_64_v4_bits(void);

#endif
