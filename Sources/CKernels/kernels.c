#include "ckernels.h"

#include <string.h>

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

void winnow_accumulate(double *restrict sum, const float *restrict x, const double *restrict weights, size_t samples,
                       size_t count) {
  /* Piece by piece, so that the sums stay in the fastest cache while all samples are added. */
  const size_t piece = 1024;
  for (size_t start = 0; start < count; start += piece) {
    size_t size = count - start < piece ? count - start : piece;
    double *to = sum + start;
    for (size_t s = 0; s < samples; s++) {
      const float *from = x + s * count + start;
      double weight = weights[s];
      if (weight == 0) continue;
      for (size_t i = 0; i < size; i++) to[i] += weight * from[i];
    }
  }
}

void winnow_combine(float *restrict dst, const float *restrict src, size_t outer, size_t sources, size_t targets,
                    size_t inner, const int32_t *restrict starts, const int32_t *restrict indices,
                    const float *restrict weights, float fill) {
  for (size_t o = 0; o < outer; o++, src += sources * inner)
    for (size_t t = 0; t < targets; t++, dst += inner) {
      float start = starts[t] == starts[t + 1] ? fill : 0;
      for (size_t j = 0; j < inner; j++) dst[j] = start;
      for (int32_t i = starts[t]; i < starts[t + 1]; i++) {
        const float *from = src + indices[i] * inner;
        float weight = weights[i];
        for (size_t j = 0; j < inner; j++) dst[j] += weight * from[j];
      }
    }
}

void winnow_sum(float *restrict dst, const float *restrict src, size_t outer, size_t count, size_t inner) {
  double sums[256];
  const size_t piece = sizeof sums / sizeof *sums;
  for (size_t o = 0; o < outer; o++, src += count * inner, dst += inner) {
    if (inner == 1) {
      for (size_t j = 0; j < 8; j++) sums[j] = 0;
      size_t k = 0;
      for (; k + 8 <= count; k += 8)
        for (size_t j = 0; j < 8; j++) sums[j] += src[k + j];
      for (; k < count; k++) sums[0] += src[k];
      *dst = (float)(((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7])));
      continue;
    }
    for (size_t start = 0; start < inner; start += piece) {
      size_t size = inner - start < piece ? inner - start : piece;
      for (size_t i = 0; i < size; i++) sums[i] = 0;
      for (size_t k = 0; k < count; k++) {
        const float *from = src + k * inner + start;
        for (size_t i = 0; i < size; i++) sums[i] += from[i];
      }
      for (size_t i = 0; i < size; i++) dst[start + i] = (float)sums[i];
    }
  }
}
