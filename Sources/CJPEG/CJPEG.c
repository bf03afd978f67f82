#include "CJPEG.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include <jerror.h>

// Rows that one iMCU can hold: four sampling rows of one 8-sample block each.
enum { MAX_IMCU_ROWS = MAX_SAMP_FACTOR * DCTSIZE };

struct remnant_jpeg {
  struct jpeg_decompress_struct decoder;
  struct jpeg_error_mgr errors;
  struct jpeg_source_mgr source;
  struct jpeg_progress_mgr progress;
  jmp_buf escape;
  remnant_jpeg_status status;
  char message[JMSG_LENGTH_MAX];
  const uint8_t *bytes;
  size_t count;
  size_t exif_offset;
  size_t exif_length;
  int max_scans;
  // Bit i is set once a scan of component i has begun.
  unsigned scanned;
  // Takes the rows of the last iMCU that lie below the image.
  uint8_t *spill_row;
};

static remnant_jpeg *owner(j_common_ptr common) { return common->client_data; }

__attribute__((noreturn)) static void fail(remnant_jpeg *jpeg, remnant_jpeg_status status) {
  jpeg->status = status;
  longjmp(jpeg->escape, 1);
}

__attribute__((noreturn)) static void fail_with(remnant_jpeg *jpeg, remnant_jpeg_status status, const char *message) {
  snprintf(jpeg->message, sizeof jpeg->message, "%s", message);
  fail(jpeg, status);
}

static void on_error(j_common_ptr common) {
  remnant_jpeg *jpeg = owner(common);
  (*common->err->format_message)(common, jpeg->message);
  switch (common->err->msg_code) {
  case JERR_INPUT_EOF:
  case JERR_INPUT_EMPTY:
    fail(jpeg, REMNANT_JPEG_TRUNCATED);
  case JERR_OUT_OF_MEMORY:
  case JERR_NO_BACKING_STORE:
    fail(jpeg, REMNANT_JPEG_OUT_OF_MEMORY);
  case JERR_BAD_PRECISION:
    snprintf(jpeg->message, sizeof jpeg->message, "%d-bit samples", common->err->msg_parm.i[0]);
    fail(jpeg, REMNANT_JPEG_UNSUPPORTED);
  case JERR_SOF_UNSUPPORTED: {
    int marker = common->err->msg_parm.i[0];
    const char *process = marker == 0xC3 || marker == 0xCB ? "lossless coding"
                          : marker == 0xC8                 ? "the JPG extension"
                                                           : "hierarchical coding";
    fail_with(jpeg, REMNANT_JPEG_UNSUPPORTED, process);
  }
  case JERR_CONVERSION_NOTIMPL:
    snprintf(jpeg->message, sizeof jpeg->message, "%d colour components", jpeg->decoder.num_components);
    fail(jpeg, REMNANT_JPEG_UNSUPPORTED);
  case JERR_FRACT_SAMPLE_NOTIMPL:
  case JERR_CCIR601_NOTIMPL:
    fail_with(jpeg, REMNANT_JPEG_UNSUPPORTED, "fractional sampling factors");
  case JERR_ARITH_NOTIMPL:
    fail_with(jpeg, REMNANT_JPEG_UNSUPPORTED, "arithmetic coding, which this libjpeg was built without");
  case JERR_IMAGE_TOO_BIG:
    fail_with(jpeg, REMNANT_JPEG_UNSUPPORTED, "a side longer than 65500 pixels");
  default:
    fail(jpeg, REMNANT_JPEG_CORRUPT);
  }
}

// libjpeg calls these "warnings" and goes on with grey or displaced blocks. Those that mean lost samples are errors
// here: a picture that is evidence must not hold invented pixels. The rest is untidy, but every sample is there.
static void on_message(j_common_ptr common, int level) {
  if (level >= 0) return;
  remnant_jpeg *jpeg = owner(common);
  switch (common->err->msg_code) {
  case JWRN_JPEG_EOF:
    fail_with(jpeg, REMNANT_JPEG_TRUNCATED, "the file ends early");
  case JWRN_HIT_MARKER:
  case JWRN_HUFF_BAD_CODE:
  case JWRN_ARITH_BAD_CODE:
  case JWRN_MUST_RESYNC:
    (*common->err->format_message)(common, jpeg->message);
    fail(jpeg, REMNANT_JPEG_CORRUPT);
  default:
    return;
  }
}

static void on_output(j_common_ptr common) { (void)common; }

static void source_init(j_decompress_ptr decoder) { (void)decoder; }

// The whole file is there from the start, so a request for more means that it ends early.
static boolean source_fill(j_decompress_ptr decoder) {
  fail_with(owner((j_common_ptr)decoder), REMNANT_JPEG_TRUNCATED, "the file ends early");
}

static void source_skip(j_decompress_ptr decoder, long count) {
  if (count <= 0) return;
  struct jpeg_source_mgr *source = decoder->src;
  if ((size_t)count > source->bytes_in_buffer) source_fill(decoder);
  source->next_input_byte += count;
  source->bytes_in_buffer -= (size_t)count;
}

// Notes where the first EXIF block lies and skips the marker: nothing is copied, however many there are.
static boolean on_app1(j_decompress_ptr decoder) {
  remnant_jpeg *jpeg = owner((j_common_ptr)decoder);
  struct jpeg_source_mgr *source = decoder->src;
  if (source->bytes_in_buffer < 2) source_fill(decoder);
  size_t length = (size_t)source->next_input_byte[0] << 8 | source->next_input_byte[1];
  if (length < 2) fail_with(jpeg, REMNANT_JPEG_CORRUPT, "a marker has an impossible length");
  if (source->bytes_in_buffer < length) source_fill(decoder);
  const uint8_t *payload = source->next_input_byte + 2;
  if (jpeg->exif_length == 0 && length > 8 && memcmp(payload, "Exif\0\0", 6) == 0) {
    jpeg->exif_offset = (size_t)(payload + 6 - jpeg->bytes);
    jpeg->exif_length = length - 8;
  }
  source->next_input_byte += length;
  source->bytes_in_buffer -= length;
  return TRUE;
}

// Called between rows of blocks while a file of several scans is read. A few bytes make a scan that costs a pass over
// every coefficient, so the number of scans is limited.
static void on_progress(j_common_ptr common) {
  remnant_jpeg *jpeg = owner(common);
  for (int i = 0; i < jpeg->decoder.comps_in_scan; i++) {
    jpeg->scanned |= 1u << jpeg->decoder.cur_comp_info[i]->component_index;
  }
  if (jpeg->max_scans > 0 && jpeg->decoder.input_scan_number > jpeg->max_scans) {
    snprintf(jpeg->message, sizeof jpeg->message, "more than %d scans", jpeg->max_scans);
    fail(jpeg, REMNANT_JPEG_CORRUPT);
  }
}

remnant_jpeg *remnant_jpeg_create(const uint8_t *bytes, size_t count) {
  remnant_jpeg *jpeg = calloc(1, sizeof *jpeg);
  if (!jpeg) return NULL;
  jpeg->bytes = bytes;
  jpeg->count = count;
  jpeg->decoder.err = jpeg_std_error(&jpeg->errors);
  jpeg->errors.error_exit = on_error;
  jpeg->errors.emit_message = on_message;
  jpeg->errors.output_message = on_output;
  jpeg->decoder.client_data = jpeg;
  if (setjmp(jpeg->escape)) {
    remnant_jpeg_destroy(jpeg);
    return NULL;
  }
  jpeg_create_decompress(&jpeg->decoder);
  jpeg->source.init_source = source_init;
  jpeg->source.fill_input_buffer = source_fill;
  jpeg->source.skip_input_data = source_skip;
  jpeg->source.resync_to_restart = jpeg_resync_to_restart;
  jpeg->source.term_source = source_init;
  jpeg->source.next_input_byte = bytes;
  jpeg->source.bytes_in_buffer = count;
  jpeg->decoder.src = &jpeg->source;
  jpeg->progress.progress_monitor = on_progress;
  jpeg->decoder.progress = &jpeg->progress;
  jpeg_set_marker_processor(&jpeg->decoder, JPEG_APP0 + 1, on_app1);
  return jpeg;
}

remnant_jpeg_status remnant_jpeg_read_header(remnant_jpeg *jpeg, remnant_jpeg_info *info) {
  if (setjmp(jpeg->escape)) return jpeg->status;
  struct jpeg_decompress_struct *decoder = &jpeg->decoder;
  jpeg_read_header(decoder, TRUE);
  memset(info, 0, sizeof *info);
  info->width = decoder->image_width;
  info->height = decoder->image_height;
  info->luma_blocks = (uint64_t)decoder->comp_info[0].width_in_blocks * decoder->comp_info[0].height_in_blocks;
  info->components = decoder->num_components;
  info->arithmetic = decoder->arith_code;
  info->cmyk = decoder->num_components == 4;
  info->adobe_inverted = decoder->saw_Adobe_marker;
  info->exif_offset = jpeg->exif_offset;
  info->exif_length = jpeg->exif_length;
  const int table = decoder->comp_info[0].quant_tbl_no;
  if (table >= 0 && table < NUM_QUANT_TBLS && decoder->quant_tbl_ptrs[table]) {
    memcpy(info->luma_steps, decoder->quant_tbl_ptrs[table]->quantval, sizeof info->luma_steps);
  }
  return REMNANT_JPEG_OK;
}

static void start(remnant_jpeg *jpeg, int max_scans) {
  jpeg->max_scans = max_scans;
  jpeg->decoder.dct_method = JDCT_ISLOW;
  // Smoothing guesses coefficients that a progressive file never sent: samples are wanted as stored.
  jpeg->decoder.do_block_smoothing = FALSE;
  jpeg_start_decompress(&jpeg->decoder);
  // A file may end, in good order, before the scan of a component that it promised, and libjpeg would paint it grey. A
  // missing chroma scan counts too: the file is not whole, whichever part of it is wanted.
  if (!jpeg_has_multiple_scans(&jpeg->decoder)) return;
  for (int i = 0; i < jpeg->decoder.num_components; i++) {
    if (!(jpeg->scanned & 1u << i)) {
      fail_with(jpeg, REMNANT_JPEG_TRUNCATED, "a colour component has no scan");
    }
  }
}

remnant_jpeg_status remnant_jpeg_start_luma(remnant_jpeg *jpeg, int max_scans) {
  if (setjmp(jpeg->escape)) return jpeg->status;
  struct jpeg_decompress_struct *decoder = &jpeg->decoder;
  decoder->out_color_space = JCS_GRAYSCALE;
  const jpeg_component_info *luma = &decoder->comp_info[0];
  J_COLOR_SPACE stored = decoder->jpeg_color_space;
  if ((stored == JCS_GRAYSCALE || stored == JCS_YCbCr) && luma->h_samp_factor == decoder->max_h_samp_factor &&
      luma->v_samp_factor == decoder->max_v_samp_factor) {
    // The inverse DCT can write straight into the caller's rows: no upsampling or conversion stage, no copies. Without
    // a conversion stage nobody else tells the entropy decoder that chroma coefficients are not wanted.
    decoder->raw_data_out = TRUE;
    for (int i = 1; i < decoder->num_components; i++) decoder->comp_info[i].component_needed = FALSE;
    jpeg->spill_row = malloc((size_t)luma->width_in_blocks * DCTSIZE);
    if (!jpeg->spill_row) fail_with(jpeg, REMNANT_JPEG_OUT_OF_MEMORY, "no memory for a row");
  }
  start(jpeg, max_scans);
  return REMNANT_JPEG_OK;
}

remnant_jpeg_status remnant_jpeg_read_luma(remnant_jpeg *jpeg, uint8_t *pixels, size_t row_stride) {
  if (setjmp(jpeg->escape)) return jpeg->status;
  struct jpeg_decompress_struct *decoder = &jpeg->decoder;
  const JDIMENSION height = decoder->output_height;
  if (!decoder->raw_data_out) return remnant_jpeg_read_rows(jpeg, pixels, row_stride, height);
  const JDIMENSION group = (JDIMENSION)decoder->max_v_samp_factor * DCTSIZE;
  while (decoder->output_scanline < height) {
    JSAMPROW rows[MAX_IMCU_ROWS];
    for (JDIMENSION i = 0; i < group; i++) {
      JDIMENSION y = decoder->output_scanline + i;
      rows[i] = y < height ? pixels + y * row_stride : jpeg->spill_row;
    }
    // Components that are not needed are never written, so their row pointers need not exist.
    JSAMPARRAY planes[MAX_COMPONENTS] = {rows};
    jpeg_read_raw_data(decoder, planes, group);
  }
  return REMNANT_JPEG_OK;
}

remnant_jpeg_status remnant_jpeg_start_color(remnant_jpeg *jpeg, int max_scans) {
  if (setjmp(jpeg->escape)) return jpeg->status;
  jpeg->decoder.out_color_space = jpeg->decoder.num_components == 4 ? JCS_CMYK : JCS_RGB;
  start(jpeg, max_scans);
  return REMNANT_JPEG_OK;
}

remnant_jpeg_status remnant_jpeg_read_rows(remnant_jpeg *jpeg, uint8_t *pixels, size_t row_stride, uint32_t rows) {
  if (setjmp(jpeg->escape)) return jpeg->status;
  struct jpeg_decompress_struct *decoder = &jpeg->decoder;
  const JDIMENSION first = decoder->output_scanline;
  while (decoder->output_scanline < first + rows) {
    JSAMPROW pointers[MAX_IMCU_ROWS];
    JDIMENSION done = decoder->output_scanline - first;
    JDIMENSION batch = rows - done < MAX_IMCU_ROWS ? rows - done : MAX_IMCU_ROWS;
    for (JDIMENSION i = 0; i < batch; i++) pointers[i] = pixels + (done + i) * row_stride;
    jpeg_read_scanlines(decoder, pointers, batch);
  }
  return REMNANT_JPEG_OK;
}

remnant_jpeg_status remnant_jpeg_finish(remnant_jpeg *jpeg) {
  if (setjmp(jpeg->escape)) return jpeg->status;
  jpeg_finish_decompress(&jpeg->decoder);
  return REMNANT_JPEG_OK;
}

const char *remnant_jpeg_message(const remnant_jpeg *jpeg) { return jpeg->message; }

void remnant_jpeg_destroy(remnant_jpeg *jpeg) {
  if (!jpeg) return;
  jpeg_destroy_decompress(&jpeg->decoder);
  free(jpeg->spill_row);
  free(jpeg);
}
