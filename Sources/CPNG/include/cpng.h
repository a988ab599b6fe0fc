#ifndef CPNG_H
#define CPNG_H

#include <stddef.h>
#include <stdint.h>

/// What the decoded values are.
typedef enum {
  /// Colours: palettes looked up, 1, 2 and 4 bits spread to 0...255.
  CPNG_COLORS,
  /// The stored samples as they are, of a grey or palette file of at most 8 bits: indices, labels. `channels` is 1.
  CPNG_SAMPLES,
} cpng_values;

/// Decodes a PNG file in memory into 8-bit grey (`channels` 1) or RGB (`channels` 3).
///
/// Sample values are taken as they are: no gamma, no colour profile; of 16-bit samples the high byte; alpha is
/// dropped. The caller has read `width`, `height` and `channels` from the file's IHDR chunk and allocated
/// `pixels` (width * height * channels bytes); a file that says otherwise is an error.
///
/// libpng reports errors by longjmp, which must not cross Swift frames: hence this function.
///
/// Returns 0, or -1 with a message in `error`. Rows decoded before an error stay in `pixels`.
int cpng_decode(
    const uint8_t *bytes, size_t count, uint32_t width, uint32_t height, int channels, cpng_values values,
    uint8_t *pixels, char *error, size_t error_size);

#endif
