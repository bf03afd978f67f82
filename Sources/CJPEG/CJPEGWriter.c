#include "CJPEG.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

typedef struct {
  struct jpeg_error_mgr errors;
  jmp_buf escape;
} failure;

static void on_error(j_common_ptr common) { longjmp(((failure *)common->err)->escape, 1); }

static void on_message(j_common_ptr common) { (void)common; }

uint8_t *remnant_jpeg_encode(const uint8_t *rgb, uint32_t width, uint32_t height, int quality, size_t *count) {
  struct jpeg_compress_struct encoder;
  failure failed;
  // libjpeg reallocates what these point to: volatile, so that they are right after a longjmp.
  unsigned char *volatile bytes = NULL;
  volatile unsigned long length = 0;

  encoder.err = jpeg_std_error(&failed.errors);
  failed.errors.error_exit = on_error;
  failed.errors.output_message = on_message;
  if (setjmp(failed.escape)) {
    jpeg_destroy_compress(&encoder);
    free(bytes);
    return NULL;
  }
  jpeg_create_compress(&encoder);
  jpeg_mem_dest(&encoder, (unsigned char **)&bytes, (unsigned long *)&length);
  encoder.image_width = width;
  encoder.image_height = height;
  encoder.input_components = 3;
  encoder.in_color_space = JCS_RGB;
  jpeg_set_defaults(&encoder);
  jpeg_set_quality(&encoder, quality, TRUE);
  // The integer transform gives the same bytes with and without vector instructions.
  encoder.dct_method = JDCT_ISLOW;
  encoder.optimize_coding = TRUE;
  // Full colour resolution: small marks and rims are what people look for.
  encoder.comp_info[0].h_samp_factor = 1;
  encoder.comp_info[0].v_samp_factor = 1;
  jpeg_start_compress(&encoder, TRUE);
  while (encoder.next_scanline < height) {
    JSAMPROW row = (JSAMPROW)(rgb + (size_t)encoder.next_scanline * width * 3);
    jpeg_write_scanlines(&encoder, &row, 1);
  }
  jpeg_finish_compress(&encoder);
  jpeg_destroy_compress(&encoder);
  *count = length;
  return bytes;
}
