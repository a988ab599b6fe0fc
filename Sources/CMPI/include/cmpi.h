#ifndef WINNOW_CMPI_H
#define WINNOW_CMPI_H
/// Placeholder until the first shim function lands.
static inline int winnow_mpi_shim_version(void) { return 1; }
#endif
