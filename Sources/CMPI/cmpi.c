#define _GNU_SOURCE
#include "cmpi.h"

#include <mpi.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

struct cmpi_request {
  MPI_Request value;
};

int cmpi_init(void) {
  int provided;
  int code = MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &provided);
  if (code != MPI_SUCCESS) return code;
  // A library without threads at all is of no use: the workers run beside the messages.
  if (provided < MPI_THREAD_FUNNELED) return MPI_ERR_OTHER;
  return MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
}

int cmpi_finalize(void) { return MPI_Finalize(); }

int cmpi_is_active(void) {
  int started = 0, ended = 0;
  MPI_Initialized(&started);
  MPI_Finalized(&ended);
  return started && !ended;
}

void cmpi_abort(int exit_code) { MPI_Abort(MPI_COMM_WORLD, exit_code); }

int cmpi_world(int *rank, int *size) {
  int code = MPI_Comm_rank(MPI_COMM_WORLD, rank);
  return code != MPI_SUCCESS ? code : MPI_Comm_size(MPI_COMM_WORLD, size);
}

static int node_communicator(MPI_Comm *node) {
  int code = MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, node);
  return code != MPI_SUCCESS ? code : MPI_Comm_set_errhandler(*node, MPI_ERRORS_RETURN);
}

int cmpi_node(int *rank, int *size) {
  MPI_Comm node;
  int code = node_communicator(&node);
  if (code != MPI_SUCCESS) return code;
  code = MPI_Comm_rank(node, rank);
  if (code == MPI_SUCCESS) code = MPI_Comm_size(node, size);
  MPI_Comm_free(&node);
  return code;
}

int cmpi_node_gather(const void *mine, int count, void *all) {
  MPI_Comm node;
  int code = node_communicator(&node);
  if (code != MPI_SUCCESS) return code;
  code = MPI_Allgather(mine, count, MPI_BYTE, all, count, MPI_BYTE, node);
  MPI_Comm_free(&node);
  return code;
}

int cmpi_isend(const void *bytes, int count, int destination, int tag, cmpi_request **request) {
  *request = malloc(sizeof(cmpi_request));
  if (!*request) return MPI_ERR_NO_MEM;
  int code = MPI_Isend(bytes, count, MPI_BYTE, destination, tag, MPI_COMM_WORLD, &(*request)->value);
  if (code != MPI_SUCCESS) {
    free(*request);
    *request = NULL;
  }
  return code;
}

int cmpi_test(cmpi_request *request, int *done) {
  int code = MPI_Test(&request->value, done, MPI_STATUS_IGNORE);
  if (code != MPI_SUCCESS || *done) free(request);
  return code;
}

int cmpi_iprobe(int *found, int *source, int *tag, int *count) {
  MPI_Status status;
  int code = MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, found, &status);
  if (code != MPI_SUCCESS || !*found) return code;
  *source = status.MPI_SOURCE;
  *tag = status.MPI_TAG;
  return MPI_Get_count(&status, MPI_BYTE, count);
}

int cmpi_recv(void *bytes, int count, int source, int tag) {
  return MPI_Recv(bytes, count, MPI_BYTE, source, tag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}

int cmpi_affinity(void *mask, int bytes) { return sched_getaffinity(0, (size_t)bytes, mask); }

int cmpi_error_text(int code, char *text, int capacity) {
  char buffer[MPI_MAX_ERROR_STRING];
  int length;
  int result = MPI_Error_string(code, buffer, &length);
  if (result != MPI_SUCCESS) return result;
  strncpy(text, buffer, (size_t)capacity - 1);
  text[capacity - 1] = 0;
  return MPI_SUCCESS;
}

int cmpi_library_version(char *text, int capacity) {
  char buffer[MPI_MAX_LIBRARY_VERSION_STRING];
  int length;
  int code = MPI_Get_library_version(buffer, &length);
  if (code != MPI_SUCCESS) return code;
  strncpy(text, buffer, (size_t)capacity - 1);
  text[capacity - 1] = 0;
  return MPI_SUCCESS;
}
