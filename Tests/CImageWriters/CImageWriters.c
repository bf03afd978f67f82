#include "CImageWriters.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <png.h>

typedef struct {
  uint8_t *bytes;
  size_t count, capacity, offset;
} buffer;

static void png_append(png_structp png, png_bytep data, size_t length) {
  buffer *out = png_get_io_ptr(png);
  if (out->count + length > out->capacity) {
    out->capacity = 2 * (out->count + length);
    out->bytes = realloc(out->bytes, out->capacity);
  }
  memcpy(out->bytes + out->count, data, length);
  out->count += length;
}

static void png_no_flush(png_structp png) { (void)png; }

uint8_t *writers_png(const writers_png_spec *spec, const uint8_t *rows, size_t *count) {
  buffer out = {0};
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
  png_infop info = png_create_info_struct(png);
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_write_struct(&png, &info);
    free(out.bytes);
    return NULL;
  }
  png_set_write_fn(png, &out, png_append, png_no_flush);
  png_set_IHDR(png, info, spec->width, spec->height, spec->bit_depth, spec->color_type,
               spec->interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
               PNG_FILTER_TYPE_DEFAULT);
  png_color palette[256];
  if (spec->palette_count > 0) {
    for (int i = 0; i < spec->palette_count; i++) {
      palette[i] = (png_color){spec->palette[3 * i], spec->palette[3 * i + 1], spec->palette[3 * i + 2]};
    }
    png_set_PLTE(png, info, palette, spec->palette_count);
  }
  if (spec->palette_alpha_count > 0) {
    png_set_tRNS(png, info, spec->palette_alpha, spec->palette_alpha_count, NULL);
  }
  if (spec->exif_count > 0) png_set_eXIf_1(png, info, (png_uint_32)spec->exif_count, (png_bytep)spec->exif);
  // Damaged palettes are wanted too.
  png_set_check_for_invalid_index(png, 0);
  png_write_info(png, info);
  size_t row_bytes = png_get_rowbytes(png, info);
  for (int pass = png_set_interlace_handling(png); pass > 0; pass--) {
    for (uint32_t y = 0; y < spec->height; y++) png_write_row(png, rows + y * row_bytes);
  }
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  *count = out.count;
  return out.bytes;
}

static void png_take(png_structp png, png_bytep data, size_t length) {
  buffer *in = png_get_io_ptr(png);
  if (length > in->count - in->offset) png_error(png, "end of data");
  memcpy(data, in->bytes + in->offset, length);
  in->offset += length;
}

static void png_silent(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

uint8_t *writers_read_png_rgb(const uint8_t *bytes, size_t count, uint32_t *width, uint32_t *height) {
  buffer in = {(uint8_t *)bytes, count, count, 0};
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, png_silent);
  png_infop info = png_create_info_struct(png);
  uint8_t *volatile rgb = NULL;
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_read_struct(&png, &info, NULL);
    free(rgb);
    return NULL;
  }
  png_set_read_fn(png, &in, png_take);
  png_read_png(png, info,
               PNG_TRANSFORM_SCALE_16 | PNG_TRANSFORM_PACKING | PNG_TRANSFORM_EXPAND | PNG_TRANSFORM_GRAY_TO_RGB |
                   PNG_TRANSFORM_STRIP_ALPHA,
               NULL);
  *width = png_get_image_width(png, info);
  *height = png_get_image_height(png, info);
  rgb = malloc((size_t)3 * *width * *height);
  png_bytepp rows = png_get_rows(png, info);
  for (uint32_t y = 0; y < *height; y++) memcpy(rgb + (size_t)3 * *width * y, rows[y], (size_t)3 * *width);
  png_destroy_read_struct(&png, &info, NULL);
  return rgb;
}

typedef struct {
  struct jpeg_error_mgr base;
  jmp_buf escape;
} jpeg_errors;

static void jpeg_escape(j_common_ptr common) { longjmp(((jpeg_errors *)common->err)->escape, 1); }

uint8_t *writers_jpeg(const writers_jpeg_spec *spec, const uint8_t *rows, size_t *count) {
  struct jpeg_compress_struct jpeg;
  jpeg_errors errors;
  unsigned char *bytes = NULL;
  unsigned long length = 0;
  jpeg.err = jpeg_std_error(&errors.base);
  errors.base.error_exit = jpeg_escape;
  if (setjmp(errors.escape)) {
    jpeg_destroy_compress(&jpeg);
    free(bytes);
    return NULL;
  }
  jpeg_create_compress(&jpeg);
  jpeg_mem_dest(&jpeg, &bytes, &length);
  jpeg.image_width = spec->width;
  jpeg.image_height = spec->height;
  int gray = spec->color == WRITERS_JPEG_GRAY;
  int inks = spec->color == WRITERS_JPEG_CMYK || spec->color == WRITERS_JPEG_YCCK;
  jpeg.input_components = gray ? 1 : inks ? 4 : 3;
  jpeg.in_color_space = gray ? JCS_GRAYSCALE : inks ? JCS_CMYK : JCS_RGB;
  jpeg_set_defaults(&jpeg);
  static const J_COLOR_SPACE spaces[] = {0, JCS_GRAYSCALE, JCS_RGB, JCS_YCbCr, JCS_CMYK, JCS_YCCK};
  jpeg_set_colorspace(&jpeg, spaces[spec->color]);
  if (spec->no_adobe_marker) jpeg.write_Adobe_marker = FALSE;
  jpeg_set_quality(&jpeg, spec->quality, TRUE);
  for (int i = 0; i < jpeg.num_components; i++) {
    if (spec->horizontal[i] > 0) jpeg.comp_info[i].h_samp_factor = spec->horizontal[i];
    if (spec->vertical[i] > 0) jpeg.comp_info[i].v_samp_factor = spec->vertical[i];
  }
  jpeg.arith_code = spec->arithmetic;
  jpeg.restart_in_rows = spec->restart_rows;
  if (spec->progressive) jpeg_simple_progression(&jpeg);
  jpeg_scan_info scans[4];
  if (spec->separate_scans) {
    for (int i = 0; i < jpeg.num_components; i++) scans[i] = (jpeg_scan_info){1, {i}, 0, 63, 0, 0};
    jpeg.scan_info = scans;
    jpeg.num_scans = jpeg.num_components;
  }
  jpeg_start_compress(&jpeg, TRUE);
  if (spec->app1_count > 0) jpeg_write_marker(&jpeg, JPEG_APP0 + 1, spec->app1, (unsigned)spec->app1_count);
  size_t stride = (size_t)jpeg.input_components * spec->width;
  while (jpeg.next_scanline < spec->height) {
    JSAMPROW row = (JSAMPROW)(rows + jpeg.next_scanline * stride);
    jpeg_write_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_compress(&jpeg);
  jpeg_destroy_compress(&jpeg);
  *count = length;
  return bytes;
}
