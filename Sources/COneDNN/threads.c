#define _GNU_SOURCE
#include "conednn.h"

#include <dlfcn.h>

bool winnow_set_openmp_threads(int count) {
  static void (*set_threads)(int) = NULL;
  if (!set_threads) set_threads = (void (*)(int))dlsym(RTLD_DEFAULT, "omp_set_num_threads");
  if (!set_threads) return false;
  set_threads(count);
  return true;
}

const char *winnow_threading(void) {
  switch (dnnl_version()->cpu_runtime) {
  case DNNL_RUNTIME_SEQ: return "no threads";
  case DNNL_RUNTIME_OMP: return "OpenMP";
  case DNNL_RUNTIME_TBB: return "TBB";
  case DNNL_RUNTIME_THREADPOOL: return "a thread pool";
  case DNNL_RUNTIME_SYCL: return "SYCL";
  default: return "unknown threads";
  }
}
