#include "CPNG.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

// The file as it grows.
typedef struct {
  uint8_t *bytes;
  size_t count;
  size_t capacity;
} output;

__attribute__((noreturn)) static void on_error(png_structp encoder, png_const_charp message) {
  (void)message;
  png_longjmp(encoder, 1);
}

static void on_warning(png_structp encoder, png_const_charp message) {
  (void)encoder;
  (void)message;
}

static void on_write(png_structp encoder, png_bytep data, size_t length) {
  output *file = png_get_io_ptr(encoder);
  if (length > file->capacity - file->count) {
    size_t capacity = 2 * file->capacity + length + (1 << 16);
    uint8_t *bytes = realloc(file->bytes, capacity);
    if (!bytes) png_error(encoder, "memory is short");
    file->bytes = bytes;
    file->capacity = capacity;
  }
  memcpy(file->bytes + file->count, data, length);
  file->count += length;
}

static void on_flush(png_structp encoder) { (void)encoder; }

uint8_t *remnant_png_encode(const uint8_t *bgrx, uint32_t width, uint32_t height, size_t row_stride, size_t *count) {
  output file = {NULL, 0, 0};
  png_structp encoder = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, on_error, on_warning);
  if (!encoder) return NULL;
  png_infop info = png_create_info_struct(encoder);
  if (!info || setjmp(png_jmpbuf(encoder))) {
    png_destroy_write_struct(&encoder, &info);
    free(file.bytes);
    return NULL;
  }
  png_set_write_fn(encoder, &file, on_write, on_flush);
  png_set_IHDR(encoder, info, width, height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
               PNG_FILTER_TYPE_DEFAULT);
  // Of the filters and levels this pair was the best trade on drawings over photographs: libpng tries five filters a row and level 6.
  png_set_compression_level(encoder, 3);
  png_set_filter(encoder, PNG_FILTER_TYPE_BASE, PNG_FILTER_UP);
  png_write_info(encoder, info);
  png_set_bgr(encoder);
  png_set_filler(encoder, 0, PNG_FILLER_AFTER);
  for (uint32_t row = 0; row < height; row++) png_write_row(encoder, bgrx + row * row_stride);
  png_write_end(encoder, info);
  png_destroy_write_struct(&encoder, &info);
  *count = file.count;
  return file.bytes;
}
