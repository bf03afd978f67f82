#include "CPNG.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

// The most that libpng may take at once. It needs a row of at most 65,500 pixels of 8 bytes, tables, and the content of
// eXIf, the one chunk that is kept whole. It would also believe whatever length such a chunk states.
enum { MAX_ALLOCATION = 1 << 20 };

struct remnant_png {
  png_structp decoder;
  png_infop info;
  png_infop end_info;
  remnant_png_status status;
  char message[160];
  const uint8_t *bytes;
  size_t count;
  size_t offset;
};

__attribute__((noreturn)) static void on_error(png_structp decoder, png_const_charp message) {
  remnant_png *png = png_get_error_ptr(decoder);
  if (png->status == REMNANT_PNG_OK) png->status = REMNANT_PNG_CORRUPT;
  snprintf(png->message, sizeof png->message, "%s", message);
  png_longjmp(decoder, 1);
}

static void on_warning(png_structp decoder, png_const_charp message) {
  (void)decoder;
  (void)message;
}

static void on_read(png_structp decoder, png_bytep target, size_t length) {
  remnant_png *png = png_get_io_ptr(decoder);
  if (length > png->count - png->offset) {
    png->status = REMNANT_PNG_TRUNCATED;
    png_error(decoder, "the file ends early");
  }
  memcpy(target, png->bytes + png->offset, length);
  png->offset += length;
}

static png_voidp on_allocate(png_structp decoder, png_alloc_size_t size) {
  if (size > MAX_ALLOCATION) return NULL;
  void *memory = malloc(size);
  remnant_png *png = png_get_mem_ptr(decoder);
  if (!memory && png) png->status = REMNANT_PNG_OUT_OF_MEMORY;
  return memory;
}

static void on_free(png_structp decoder, png_voidp memory) {
  (void)decoder;
  free(memory);
}

remnant_png *remnant_png_create(const uint8_t *bytes, size_t count) {
  remnant_png *png = calloc(1, sizeof *png);
  if (!png) return NULL;
  png->bytes = bytes;
  png->count = count;
  png->decoder =
      png_create_read_struct_2(PNG_LIBPNG_VER_STRING, png, on_error, on_warning, png, on_allocate, on_free);
  if (!png->decoder) {
    free(png);
    return NULL;
  }
  if (setjmp(png_jmpbuf(png->decoder))) {
    remnant_png_destroy(png);
    return NULL;
  }
  png->info = png_create_info_struct(png->decoder);
  png->end_info = png_create_info_struct(png->decoder);
  if (!png->info || !png->end_info) {
    remnant_png_destroy(png);
    return NULL;
  }
  png_set_read_fn(png->decoder, png, on_read);
  // libpng's own limit of a million columns would be reported as a bad header: the caller knows a better reason.
  png_set_user_limits(png->decoder, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_chunk_malloc_max(png->decoder, MAX_ALLOCATION);
  png_set_chunk_cache_max(png->decoder, 4);
  // Only IHDR, PLTE, IDAT, IEND and eXIf say something about the samples or how they stand. The rest is skipped
  // unread, so compressed text or profiles cannot unfold, and tRNS is left out because samples are wanted as stored.
  static const png_byte ignored[] = "bKGD\0cHRM\0gAMA\0hIST\0iCCP\0iTXt\0oFFs\0pCAL\0pHYs\0sBIT\0sCAL\0sPLT\0sRGB\0"
                                    "sTER\0tEXt\0tIME\0tRNS\0zTXt";
  png_set_keep_unknown_chunks(png->decoder, PNG_HANDLE_CHUNK_NEVER, ignored, sizeof ignored / 5);
  png_set_keep_unknown_chunks(png->decoder, PNG_HANDLE_CHUNK_NEVER, NULL, 0);
  // CRC-32 has covered every compressed byte already.
  png_set_option(png->decoder, PNG_IGNORE_ADLER32, PNG_OPTION_ON);
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
  // A fuzzer would spend its life on checksums.
  png_set_crc_action(png->decoder, PNG_CRC_QUIET_USE, PNG_CRC_QUIET_USE);
#endif
  return png;
}

remnant_png_status remnant_png_read_header(remnant_png *png, remnant_png_info *info) {
  if (setjmp(png_jmpbuf(png->decoder))) return png->status;
  png_structp decoder = png->decoder;
  png_read_info(decoder, png->info);
  memset(info, 0, sizeof *info);
  info->width = png_get_image_width(decoder, png->info);
  info->height = png_get_image_height(decoder, png->info);
  info->packed_bytes = (uint64_t)info->height * (png_get_rowbytes(decoder, png->info) + 1);
  info->interlaced = png_get_interlace_type(decoder, png->info) != PNG_INTERLACE_NONE;
  switch (png_get_color_type(decoder, png->info)) {
  case PNG_COLOR_TYPE_GRAY:
    info->layout = REMNANT_PNG_GRAY;
    break;
  case PNG_COLOR_TYPE_GRAY_ALPHA:
    info->layout = REMNANT_PNG_GRAY_ALPHA;
    break;
  case PNG_COLOR_TYPE_PALETTE:
    info->layout = REMNANT_PNG_INDEX;
    break;
  case PNG_COLOR_TYPE_RGB:
    info->layout = REMNANT_PNG_RGB;
    break;
  default:
    info->layout = REMNANT_PNG_RGBA;
    break;
  }
  png_colorp palette;
  int count;
  if (info->layout == REMNANT_PNG_INDEX && png_get_PLTE(decoder, png->info, &palette, &count)) {
    info->palette_count = count;
    for (int i = 0; i < count; i++) {
      info->palette[i][0] = palette[i].red;
      info->palette[i][1] = palette[i].green;
      info->palette[i][2] = palette[i].blue;
    }
  }
  return REMNANT_PNG_OK;
}

remnant_png_status remnant_png_start(remnant_png *png) {
  if (setjmp(png_jmpbuf(png->decoder))) return png->status;
  png_structp decoder = png->decoder;
  // Palette indices are converted, and checked, by the caller.
  png_set_check_for_invalid_index(decoder, 0);
  // 16-bit samples become the nearest 8-bit ones, (255 v + 32767) / 65535; smaller grey ones are spread over 0...255.
  png_set_scale_16(decoder);
  if (png_get_color_type(decoder, png->info) == PNG_COLOR_TYPE_GRAY) {
    png_set_expand_gray_1_2_4_to_8(decoder);
  } else {
    png_set_packing(decoder);
  }
  // Interlace handling stays off: rows come as reduced images, a pass after another, and the caller spreads them out,
  // which needs no buffer for the whole image.
  png_start_read_image(decoder);
  return REMNANT_PNG_OK;
}

remnant_png_status remnant_png_read_rows(remnant_png *png, uint8_t *pixels, size_t row_stride, uint32_t rows) {
  if (setjmp(png_jmpbuf(png->decoder))) return png->status;
  for (uint32_t y = 0; y < rows; y++) png_read_row(png->decoder, pixels + y * row_stride, NULL);
  return REMNANT_PNG_OK;
}

remnant_png_status remnant_png_finish(remnant_png *png, const uint8_t **exif, size_t *exif_length) {
  if (setjmp(png_jmpbuf(png->decoder))) return png->status;
  png_structp decoder = png->decoder;
  png_read_end(decoder, png->end_info);
  *exif = NULL;
  *exif_length = 0;
  png_uint_32 length;
  png_bytep block;
  if (png_get_eXIf_1(decoder, png->info, &length, &block) || png_get_eXIf_1(decoder, png->end_info, &length, &block)) {
    *exif = block;
    *exif_length = length;
  }
  return REMNANT_PNG_OK;
}

const char *remnant_png_message(const remnant_png *png) { return png->message; }

void remnant_png_destroy(remnant_png *png) {
  if (!png) return;
  png_destroy_read_struct(&png->decoder, png->info ? &png->info : NULL, png->end_info ? &png->end_info : NULL);
  free(png);
}
