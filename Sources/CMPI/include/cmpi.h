#ifndef WINNOW_CMPI_H
#define WINNOW_CMPI_H

#include "cmpi_functions.h"

/// Loads the shared library of the MPI calls; NULL where that fails, with the reason in `reason` of `capacity` bytes.
const struct cmpi_functions *cmpi_load(const char *path, char *reason, int capacity);

/// The cores this process may run on, one bit each, in `bytes` bytes of which a mask of the kernel is filled;
/// 0 for success. (sched_getaffinity needs _GNU_SOURCE, which Swift's Glibc lacks.)
int cmpi_affinity(void *mask, int bytes);

#endif
