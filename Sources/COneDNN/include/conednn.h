#ifndef WINNOW_CONEDNN_H
#define WINNOW_CONEDNN_H
#include <stddef.h>
#include <stdint.h>

/* Makes the OpenMP runtime that oneDNN was linked with run its parallel regions on `count` threads, for regions started by
   the calling thread. Looked up at run time, since omp.h belongs to the compiler. Returns 0 when no OpenMP runtime is
   loaded (oneDNN then runs sequentially or on its own pool). */
int winnow_set_openmp_threads(int count);

/* Data movement and accumulation, all on dense row-major floats. In C because they are the inner loops of steps oneDNN has
   no primitive for, and a debug build of Swift runs such loops a hundred times slower. */

/* dst[o][r][j] = table[r] < 0 ? fill : src[o * src_stride + table[r] + j], for o < outer, r < runs, j < run. */
void winnow_gather(float *dst, const float *src, const int32_t *table, size_t outer, size_t src_stride, size_t runs,
                   size_t run, float fill);
/* src_gradient[o * src_stride + table[r] + j] += gradient[o][r][j] where table[r] >= 0. The caller has cleared it. */
void winnow_scatter_add(float *src_gradient, const float *gradient, const int32_t *table, size_t outer, size_t src_stride,
                        size_t runs, size_t run);

/* dst[i] = base[i] + scale * (end[i] - base[i]); base may be NULL (zero). */
void winnow_interpolate(float *dst, const float *base, const float *end, float scale, size_t count);
/* sum[i] += weight * x[i], in double precision. */
void winnow_accumulate(double *sum, const float *x, double weight, size_t count);

#endif
