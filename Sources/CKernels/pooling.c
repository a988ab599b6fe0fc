#include "ckernels.h"

/* Compiled once more for wider vectors, chosen when the program is loaded. */
#if defined(__x86_64__) && defined(__linux__) && defined(__OPTIMIZE__)
#define EVERY_WIDTH __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define EVERY_WIDTH
#endif

static int least(int a, int b) { return a < b ? a : b; }
static int most(int a, int b) { return a > b ? a : b; }

/* A block of channels is one vector. Loads and stores need no alignment. */
#define DEFINE_MAX_POOL(LANES)                                                                                            \
  typedef float floats##LANES __attribute__((vector_size(4 * LANES), aligned(4)));                                       \
  typedef int32_t ints##LANES __attribute__((vector_size(4 * LANES), aligned(4)));                                       \
  typedef uint8_t bytes##LANES __attribute__((vector_size(LANES), aligned(1)));                                          \
                                                                                                                         \
  EVERY_WIDTH static void max_pool_##LANES(const struct winnow_pool *p, float *dst, uint8_t *taken, const float *src,    \
                                           int flat_at_zero) {                                                           \
    for (size_t block = 0; block < p->blocks; block++, src += (size_t)p->height * p->width * LANES)                      \
      for (int row = 0; row < p->out_height; row++) {                                                                    \
        int top = row * p->stride_height - p->pad_top;                                                                   \
        int first_row = most(0, -top), last_row = least(p->kernel_height, p->height - top);                              \
        for (int column = 0; column < p->out_width; column++, dst += LANES) {                                            \
          int left = column * p->stride_width - p->pad_left;                                                             \
          int first = most(0, -left), last = least(p->kernel_width, p->width - left);                                    \
          const float *window = src + ((ptrdiff_t)top * p->width + left) * LANES;                                        \
          floats##LANES best = *(const floats##LANES *)(window + ((ptrdiff_t)first_row * p->width + first) * LANES);     \
          ints##LANES place = (ints##LANES){0} + (first_row * p->kernel_width + first);                                  \
          for (int i = first_row; i < last_row; i++)                                                                     \
            for (int j = first; j < last; j++) {                                                                         \
              floats##LANES x = *(const floats##LANES *)(window + ((ptrdiff_t)i * p->width + j) * LANES);                \
              ints##LANES larger = x > best;                                                                             \
              best = (floats##LANES)((larger & (ints##LANES)x) | (~larger & (ints##LANES)best));                         \
              place = (larger & (i * p->kernel_width + j)) | (~larger & place);                                          \
            }                                                                                                            \
          *(floats##LANES *)dst = best;                                                                                  \
          if (taken) {                                                                                                   \
            if (flat_at_zero) {                                                                                          \
              ints##LANES flat = best <= (floats##LANES){0};                                                             \
              place |= flat & 255;                                                                                       \
            }                                                                                                            \
            *(bytes##LANES *)taken = __builtin_convertvector(place, bytes##LANES);                                       \
            taken += LANES;                                                                                              \
          }                                                                                                              \
        }                                                                                                                \
      }                                                                                                                  \
  }                                                                                                                      \
                                                                                                                         \
  /* Each element of the input collects what the windows over it have for it: one store, nothing to clear before. */     \
  EVERY_WIDTH static void max_pool_gradient_##LANES(const struct winnow_pool *p, float *src_gradient,                    \
                                                    const float *gradient, const uint8_t *taken) {                       \
    int firsts[WINNOW_POOL_LIMIT], lasts[WINNOW_POOL_LIMIT];                                                             \
    for (int j = 0; j < p->width; j++) {                                                                                 \
      int before = j + p->pad_left - p->kernel_width + 1;                                                                \
      firsts[j] = before <= 0 ? 0 : (before + p->stride_width - 1) / p->stride_width;                                    \
      lasts[j] = least(p->out_width - 1, (j + p->pad_left) / p->stride_width);                                           \
    }                                                                                                                    \
    size_t size = (size_t)p->out_height * p->out_width * LANES;                                                          \
    for (size_t block = 0; block < p->blocks; block++, gradient += size, taken += size)                                  \
      for (int i = 0; i < p->height; i++) {                                                                              \
        int before = i + p->pad_top - p->kernel_height + 1;                                                              \
        int first_row = before <= 0 ? 0 : (before + p->stride_height - 1) / p->stride_height;                            \
        int last_row = least(p->out_height - 1, (i + p->pad_top) / p->stride_height);                                    \
        for (int j = 0; j < p->width; j++, src_gradient += LANES) {                                                      \
          floats##LANES sum = {0};                                                                                       \
          for (int row = first_row; row <= last_row; row++)                                                              \
            for (int column = firsts[j]; column <= lasts[j]; column++) {                                                 \
              int place = (i + p->pad_top - row * p->stride_height) * p->kernel_width + j + p->pad_left -                \
                          column * p->stride_width;                                                                      \
              size_t at = ((size_t)row * p->out_width + column) * LANES;                                                 \
              ints##LANES here = __builtin_convertvector(*(const bytes##LANES *)(taken + at), ints##LANES) == place;     \
              sum += (floats##LANES)(here & (ints##LANES) * (const floats##LANES *)(gradient + at));                     \
            }                                                                                                            \
          *(floats##LANES *)src_gradient = sum;                                                                          \
        }                                                                                                                \
      }                                                                                                                  \
  }

DEFINE_MAX_POOL(8)
DEFINE_MAX_POOL(16)

void winnow_max_pool(const struct winnow_pool *pool, float *dst, uint8_t *taken, const float *src, int flat_at_zero) {
  if (pool->lanes == 16)
    max_pool_16(pool, dst, taken, src, flat_at_zero);
  else
    max_pool_8(pool, dst, taken, src, flat_at_zero);
}

void winnow_max_pool_gradient(const struct winnow_pool *pool, float *src_gradient, const float *gradient,
                              const uint8_t *taken) {
  if (pool->lanes == 16)
    max_pool_gradient_16(pool, src_gradient, gradient, taken);
  else
    max_pool_gradient_8(pool, src_gradient, gradient, taken);
}
