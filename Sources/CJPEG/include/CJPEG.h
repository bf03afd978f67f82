// libjpeg behind functions that return a status: setjmp and longjmp never leave CJPEG.c.
//
// Call order: create, read_header, then start_luma + read_luma, or start_color + read_rows until all rows are read,
// then finish, and destroy whatever happened before. After any status but OK only message and destroy may be called.

#ifndef REMNANT_CJPEG_H
#define REMNANT_CJPEG_H

#include <stddef.h>
#include <stdint.h>

typedef struct remnant_jpeg remnant_jpeg;

typedef enum {
  REMNANT_JPEG_OK = 0,
  REMNANT_JPEG_TRUNCATED,
  REMNANT_JPEG_CORRUPT,
  REMNANT_JPEG_UNSUPPORTED,
  REMNANT_JPEG_OUT_OF_MEMORY,
} remnant_jpeg_status;

/// What each pixel of read_rows holds.
typedef enum {
  REMNANT_JPEG_RGB = 3,
  /// C, M, Y, K as stored, so see `adobe_inverted`.
  REMNANT_JPEG_CMYK = 4,
} remnant_jpeg_layout;

typedef struct {
  uint32_t width;
  uint32_t height;
  /// Blocks of 8 × 8 samples in the first component, which every Huffman-coded file spends a bit on.
  uint64_t luma_blocks;
  /// Colour components, 1 to 4.
  int32_t components;
  /// Whether the samples are arithmetic-coded, which sets no lower bound on the file's length.
  int32_t arithmetic;
  /// Whether the file has four components and needs start_color and a conversion to reach luma.
  int32_t cmyk;
  /// Whether CMYK samples are stored as 255 − ink, as Adobe's programs do.
  int32_t adobe_inverted;
  /// The first EXIF block, after its "Exif\0\0" signature: offset into the bytes, and length, 0 where there is none.
  size_t exif_offset;
  size_t exif_length;
  /// The steps that the first component's coefficients are quantised in, row by row of the 8 × 8 frequencies, the vertical one by rows; all 0
  /// where the file states no table before its first scan.
  uint16_t luma_steps[64];
} remnant_jpeg_info;

/// A decoder that reads `count` bytes, which must stay valid until destroy. NULL where memory is short.
remnant_jpeg *remnant_jpeg_create(const uint8_t *bytes, size_t count);

/// Reads all markers before the first scan. Nothing is allocated in proportion to the image.
remnant_jpeg_status remnant_jpeg_read_header(remnant_jpeg *jpeg, remnant_jpeg_info *info);

/// Prepares to decode Y alone. Fails with CORRUPT where a progressive file has more than `max_scans` scans.
remnant_jpeg_status remnant_jpeg_start_luma(remnant_jpeg *jpeg, int max_scans);

/// Decodes the whole luma plane. Each row must have room for `width` rounded up to 8 samples.
remnant_jpeg_status remnant_jpeg_read_luma(remnant_jpeg *jpeg, uint8_t *pixels, size_t row_stride);

/// Prepares to decode all components, in the layout that `info.cmyk` implies.
remnant_jpeg_status remnant_jpeg_start_color(remnant_jpeg *jpeg, int max_scans);

/// Decodes the next `rows` rows of `layout` bytes a pixel; they must not pass the last one.
remnant_jpeg_status remnant_jpeg_read_rows(remnant_jpeg *jpeg, uint8_t *pixels, size_t row_stride, uint32_t rows);

/// Reads on to the end-of-image marker.
remnant_jpeg_status remnant_jpeg_finish(remnant_jpeg *jpeg);

/// Why the last call failed, in libjpeg's words. Valid until destroy.
const char *remnant_jpeg_message(const remnant_jpeg *jpeg);

void remnant_jpeg_destroy(remnant_jpeg *jpeg);

/// `width` × `height` pixels of R, G, B, rows without padding, as a baseline JPEG of `quality` 1...100 without subsampling. The
/// same bytes on every machine with the same libjpeg. The caller frees the result; NULL where libjpeg gave up: a side over
/// 65,500 pixels, or memory is short.
uint8_t *remnant_jpeg_encode(const uint8_t *rgb, uint32_t width, uint32_t height, int quality, size_t *count);

#endif
