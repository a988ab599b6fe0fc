#define _GNU_SOURCE
#include "cmpi.h"

#include <dlfcn.h>
#include <sched.h>
#include <stdio.h>

const struct cmpi_functions *cmpi_load(const char *path, char *reason, int capacity) {
  // Open MPI's own plugins look for its symbols among the global ones.
  void *library = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
  if (!library) {
    snprintf(reason, (size_t)capacity, "%s", dlerror());
    return NULL;
  }
  const struct cmpi_functions *(*functions)(void) =
      (const struct cmpi_functions *(*)(void))dlsym(library, "winnow_mpi_functions");
  if (!functions || functions()->version != CMPI_FUNCTIONS_VERSION) {
    snprintf(reason, (size_t)capacity, "%s belongs to another version of winnow", path);
    return NULL;
  }
  return functions();
}

int cmpi_affinity(void *mask, int bytes) { return sched_getaffinity(0, (size_t)bytes, mask); }
