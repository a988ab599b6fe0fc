#ifndef WINNOW_CKERNELS_H
#define WINNOW_CKERNELS_H
#include <stddef.h>
#include <stdint.h>

/* Data movement and accumulation, all on dense row-major floats. In C because they are the inner loops of steps oneDNN has
   no primitive for, and a debug build of Swift runs such loops a hundred times slower. */

/* dst[o][r][j] = table[r] < 0 ? fill : src[o * src_stride + table[r] + j], for o < outer, r < runs, j < run. */
void winnow_gather(float *dst, const float *src, const int32_t *table, size_t outer, size_t src_stride, size_t runs,
                   size_t run, float fill);
/* src_gradient[o * src_stride + table[r] + j] += gradient[o][r][j] where table[r] >= 0. The caller has cleared it. */
void winnow_scatter_add(float *src_gradient, const float *gradient, const int32_t *table, size_t outer, size_t src_stride,
                        size_t runs, size_t run);

/* dst[o][t][j] = sum over taps i of t of weights[i] * src[o][indices[i]][j], for o < outer, j < inner; the taps of t are
   starts[t] up to starts[t + 1]. An element without taps is `fill`. */
void winnow_combine(float *dst, const float *src, size_t outer, size_t sources, size_t targets, size_t inner,
                    const int32_t *starts, const int32_t *indices, const float *weights, float fill);

/* dst[o][i] = sum over k of src[o][k][i], for o < outer, k < count, i < inner; added up in double precision. */
void winnow_sum(float *dst, const float *src, size_t outer, size_t count, size_t inner);

/* Maximum pooling over two spatial axes of a tensor in blocks of 8 or 16 channels (oneDNN's nChw8c and nChw16c), where
   oneDNN's own takes several times as long backward. */
#define WINNOW_POOL_LIMIT 2048 /* largest width of the input */
struct winnow_pool {
  size_t blocks; /* samples times blocks of channels */
  int lanes;     /* channels in a block: 8 or 16 */
  int height, width, out_height, out_width;
  int kernel_height, kernel_width, stride_height, stride_width;
  int pad_top, pad_left;
};
/* taken (may be NULL) gets the place within its window, counted in row-major order, that each result comes from: the first
   of equal ones. With flat_at_zero it gets 255, which is no place, where the result is not above zero: the input is the
   result of a ReLU, through which no gradient goes there. Every window must hold at least one element, at most 255. */
void winnow_max_pool(const struct winnow_pool *pool, float *dst, uint8_t *taken, const float *src, int flat_at_zero);
void winnow_max_pool_gradient(const struct winnow_pool *pool, float *src_gradient, const float *gradient,
                              const uint8_t *taken);

/* dst[i] = base[i] + scale * (end[i] - base[i]); base may be NULL (zero). */
void winnow_interpolate(float *dst, const float *base, const float *end, float scale, size_t count);
/* sum[i] += sum over s of weights[s] * x[s * count + i], in double precision; weights of 0 cost
   nothing. */
void winnow_accumulate(double *sum, const float *x, const double *weights, size_t samples, size_t count);

#endif
