#ifndef WINNOW_CMPI_H
#define WINNOW_CMPI_H

// The few MPI calls that Winnow needs, with MPI_COMM_WORLD and MPI_BYTE filled in, because macros of mpi.h do not
// import into Swift. Every function returns an MPI error code, 0 for success.

typedef struct cmpi_request cmpi_request;

/// Starts MPI for calls from this thread alone. Errors of later calls are returned, not fatal.
int cmpi_init(void);
int cmpi_finalize(void);
/// 1 between cmpi_init and cmpi_finalize.
int cmpi_is_active(void);
/// Ends all ranks with the given exit code; does not return.
void cmpi_abort(int exit_code);

int cmpi_world(int *rank, int *size);
/// Rank and number of ranks among those on the same host.
int cmpi_node(int *rank, int *size);
/// Gathers `count` bytes of each rank of this host into `all`, by rank on the host.
int cmpi_node_gather(const void *mine, int count, void *all);

/// Starts sending; `bytes` must stay in place until cmpi_test says done.
int cmpi_isend(const void *bytes, int count, int destination, int tag, cmpi_request **request);
/// Sets `done`; frees the request when done.
int cmpi_test(cmpi_request *request, int *done);
/// Looks for a message from anyone: sets `found`, and if found its source, tag and number of bytes.
int cmpi_iprobe(int *found, int *source, int *tag, int *count);
int cmpi_recv(void *bytes, int count, int source, int tag);

/// The cores this process may run on, one bit each, in `bytes` bytes of which a mask of the kernel is filled;
/// 0 for success. (sched_getaffinity needs _GNU_SOURCE, which Swift's Glibc lacks.)
int cmpi_affinity(void *mask, int bytes);

/// Text of an error code; `text` holds `capacity` bytes.
int cmpi_error_text(int code, char *text, int capacity);
/// The library's name and version.
int cmpi_library_version(char *text, int capacity);

#endif
