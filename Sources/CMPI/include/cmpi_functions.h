#ifndef WINNOW_CMPI_FUNCTIONS_H
#define WINNOW_CMPI_FUNCTIONS_H

// The few MPI calls that Winnow needs, as a table that a shared library hands out, so that one program serves every MPI:
// the library is compiled with the mpicc of the cluster and loaded when a launcher has started ranks. MPI_COMM_WORLD and
// MPI_BYTE are filled in. Every function returns an MPI error code, 0 for success.

/// Raised with every change of the table below.
#define CMPI_FUNCTIONS_VERSION 1

typedef struct cmpi_request cmpi_request;

struct cmpi_functions {
  int version;
  /// Starts MPI for calls from this thread alone. Errors of later calls are returned, not fatal.
  int (*init)(void);
  int (*finalize)(void);
  /// Ends all ranks with the given exit code; does not return.
  void (*abort)(int exit_code);
  int (*world)(int *rank, int *size);
  /// Rank and number of ranks among those on the same host.
  int (*node)(int *rank, int *size);
  /// Gathers `count` bytes of each rank of this host into `all`, by rank on the host.
  int (*node_gather)(const void *mine, int count, void *all);
  /// Starts sending; `bytes` must stay in place until `test` says done.
  int (*isend)(const void *bytes, int count, int destination, int tag, cmpi_request **request);
  /// Sets `done`; frees the request when done.
  int (*test)(cmpi_request *request, int *done);
  /// Looks for a message from anyone: sets `found`, and if found its source, tag and number of bytes.
  int (*iprobe)(int *found, int *source, int *tag, int *count);
  int (*recv)(void *bytes, int count, int source, int tag);
  /// Text of an error code; `text` holds `capacity` bytes.
  int (*error_text)(int code, char *text, int capacity);
  /// The library's name and version; works before `init`.
  int (*library_version)(char *text, int capacity);
};

/// What the shared library exports.
const struct cmpi_functions *winnow_mpi_functions(void);

#endif
