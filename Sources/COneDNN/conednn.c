#define _GNU_SOURCE
#include "conednn.h"

#include <dlfcn.h>
#include <string.h>

int winnow_set_openmp_threads(int count) {
  static void (*set_threads)(int) = NULL;
  if (!set_threads) set_threads = (void (*)(int))dlsym(RTLD_DEFAULT, "omp_set_num_threads");
  if (!set_threads) return 0;
  set_threads(count);
  return 1;
}

void winnow_gather(float *restrict dst, const float *restrict src, const int32_t *restrict table, size_t outer,
                   size_t src_stride, size_t runs, size_t run, float fill) {
  for (size_t o = 0; o < outer; o++, src += src_stride) {
    if (run == 1) {
      for (size_t r = 0; r < runs; r++) *dst++ = table[r] < 0 ? fill : src[table[r]];
      continue;
    }
    for (size_t r = 0; r < runs; r++, dst += run) {
      if (table[r] >= 0)
        memcpy(dst, src + table[r], run * sizeof(float));
      else
        for (size_t j = 0; j < run; j++) dst[j] = fill;
    }
  }
}

void winnow_scatter_add(float *restrict src_gradient, const float *restrict gradient, const int32_t *restrict table,
                        size_t outer, size_t src_stride, size_t runs, size_t run) {
  for (size_t o = 0; o < outer; o++, src_gradient += src_stride)
    for (size_t r = 0; r < runs; r++, gradient += run)
      if (table[r] >= 0) {
        float *to = src_gradient + table[r];
        for (size_t j = 0; j < run; j++) to[j] += gradient[j];
      }
}

void winnow_interpolate(float *restrict dst, const float *restrict base, const float *restrict end, float scale,
                        size_t count) {
  if (!base)
    for (size_t i = 0; i < count; i++) dst[i] = scale * end[i];
  else
    for (size_t i = 0; i < count; i++) dst[i] = base[i] + scale * (end[i] - base[i]);
}

void winnow_accumulate(double *restrict sum, const float *restrict x, double weight, size_t count) {
  for (size_t i = 0; i < count; i++) sum[i] += weight * x[i];
}
