#include "cpng.h"

#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

typedef struct {
  const uint8_t *bytes;
  size_t count, position;
  char *error;
  size_t error_size;
} source;

static void fail(png_structp png, png_const_charp message) {
  source *s = png_get_error_ptr(png);
  snprintf(s->error, s->error_size, "%s", message);
  png_longjmp(png, 1);
}

static void ignore_warning(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

static void read_bytes(png_structp png, png_bytep target, size_t length) {
  source *s = png_get_io_ptr(png);
  if (length > s->count - s->position) png_error(png, "end of file");
  memcpy(target, s->bytes + s->position, length);
  s->position += length;
}

int cpng_decode(
    const uint8_t *bytes, size_t count, uint32_t width, uint32_t height, int channels, cpng_values values,
    uint8_t *pixels, char *error, size_t error_size) {
  source s = {bytes, count, 0, error, error_size};
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &s, fail, ignore_warning);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  if (!info) {
    png_destroy_read_struct(&png, NULL, NULL);
    snprintf(error, error_size, "out of memory");
    return -1;
  }
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_read_struct(&png, &info, NULL);
    return -1;
  }
  png_set_read_fn(png, &s, read_bytes);
  png_set_user_limits(png, width, height);
  // Texts, profiles and the like are not wanted: skipping them also spares their decompression.
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
  png_read_info(png, info);

  if (values == CPNG_SAMPLES) {
    png_set_packing(png);
  } else {
    png_set_strip_16(png);
    png_set_expand_gray_1_2_4_to_8(png);
    png_set_palette_to_rgb(png);
  }
  png_set_strip_alpha(png);
  int passes = png_set_interlace_handling(png);
  png_read_update_info(png, info);
  if (png_get_image_width(png, info) != width || png_get_image_height(png, info) != height
      || png_get_channels(png, info) != channels || png_get_rowbytes(png, info) != (size_t)width * channels) {
    png_error(png, "unexpected layout");
  }
  for (int pass = 0; pass < passes; pass++) {
    for (size_t row = 0; row < height; row++) {
      png_read_row(png, pixels + row * width * channels, NULL);
    }
  }
  png_read_end(png, NULL);
  png_destroy_read_struct(&png, &info, NULL);
  return 0;
}
