// Writes small PNG and JPEG files of every kind for the decoder's tests, and reads PNG in libpng's own way.

#ifndef REMNANT_CIMAGEWRITERS_H
#define REMNANT_CIMAGEWRITERS_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
  uint32_t width, height;
  /// 1, 2, 4, 8 or 16, and PNG's colour type: 0 grey, 2 RGB, 3 palette, 4 grey + alpha, 6 RGBA.
  int bit_depth, color_type;
  int interlaced;
  /// PLTE: R, G, B of each entry.
  const uint8_t *palette;
  int palette_count;
  /// tRNS: one alpha value a palette entry.
  const uint8_t *palette_alpha;
  int palette_alpha_count;
  /// eXIf, before the samples.
  const uint8_t *exif;
  size_t exif_count;
} writers_png_spec;

/// Packed rows as PNG stores them (16-bit samples big-endian), one after another. NULL where libpng refuses. Free it.
uint8_t *writers_png(const writers_png_spec *spec, const uint8_t *rows, size_t *count);

/// R, G, B of every pixel by libpng's high-level reader, alpha dropped. NULL where libpng refuses. Free it.
uint8_t *writers_read_png_rgb(const uint8_t *bytes, size_t count, uint32_t *width, uint32_t *height);

typedef enum {
  WRITERS_JPEG_GRAY = 1,
  WRITERS_JPEG_RGB = 2,
  WRITERS_JPEG_YCC = 3,
  WRITERS_JPEG_CMYK = 4,
  WRITERS_JPEG_YCCK = 5,
} writers_jpeg_color;

typedef struct {
  uint32_t width, height;
  writers_jpeg_color color;
  int quality;
  int progressive, arithmetic;
  int restart_rows;
  /// Whether the Adobe marker, which inverts CMYK, is left out.
  int no_adobe_marker;
  /// Whether each component has a scan of its own.
  int separate_scans;
  /// Sampling factors of each component; 0 leaves libjpeg's choice.
  int horizontal[4], vertical[4];
  /// An APP1 marker.
  const uint8_t *app1;
  size_t app1_count;
} writers_jpeg_spec;

/// Rows of grey, RGB (also for YCC) or CMYK (also for YCCK) samples. NULL where libjpeg refuses. Free it.
uint8_t *writers_jpeg(const writers_jpeg_spec *spec, const uint8_t *rows, size_t *count);

#endif
