#define _GNU_SOURCE
#include "conednn.h"

#include <dlfcn.h>
#include <stddef.h>

int winnow_set_openmp_threads(int count) {
  static void (*set_threads)(int) = NULL;
  if (!set_threads) set_threads = (void (*)(int))dlsym(RTLD_DEFAULT, "omp_set_num_threads");
  if (!set_threads) return 0;
  set_threads(count);
  return 1;
}
