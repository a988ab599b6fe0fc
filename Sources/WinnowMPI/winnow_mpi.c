#include "../CMPI/include/cmpi_functions.h"

#include <mpi.h>
#include <stdlib.h>
#include <string.h>

struct cmpi_request {
  MPI_Request value;
};

static int winnow_init(void) {
  int provided;
  int code = MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &provided);
  if (code != MPI_SUCCESS) return code;
  // A library without threads at all is of no use: the workers run beside the messages.
  if (provided < MPI_THREAD_FUNNELED) return MPI_ERR_OTHER;
  return MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
}

static int winnow_finalize(void) { return MPI_Finalize(); }

static void winnow_abort(int exit_code) { MPI_Abort(MPI_COMM_WORLD, exit_code); }

static int winnow_world(int *rank, int *size) {
  int code = MPI_Comm_rank(MPI_COMM_WORLD, rank);
  return code != MPI_SUCCESS ? code : MPI_Comm_size(MPI_COMM_WORLD, size);
}

static int node_communicator(MPI_Comm *node) {
  int code = MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, node);
  return code != MPI_SUCCESS ? code : MPI_Comm_set_errhandler(*node, MPI_ERRORS_RETURN);
}

static int winnow_node(int *rank, int *size) {
  MPI_Comm node;
  int code = node_communicator(&node);
  if (code != MPI_SUCCESS) return code;
  code = MPI_Comm_rank(node, rank);
  if (code == MPI_SUCCESS) code = MPI_Comm_size(node, size);
  MPI_Comm_free(&node);
  return code;
}

static int winnow_node_gather(const void *mine, int count, void *all) {
  MPI_Comm node;
  int code = node_communicator(&node);
  if (code != MPI_SUCCESS) return code;
  code = MPI_Allgather(mine, count, MPI_BYTE, all, count, MPI_BYTE, node);
  MPI_Comm_free(&node);
  return code;
}

static int winnow_isend(const void *bytes, int count, int destination, int tag, cmpi_request **request) {
  *request = malloc(sizeof(cmpi_request));
  if (!*request) return MPI_ERR_NO_MEM;
  int code = MPI_Isend(bytes, count, MPI_BYTE, destination, tag, MPI_COMM_WORLD, &(*request)->value);
  if (code != MPI_SUCCESS) {
    free(*request);
    *request = NULL;
  }
  return code;
}

static int winnow_test(cmpi_request *request, int *done) {
  int code = MPI_Test(&request->value, done, MPI_STATUS_IGNORE);
  if (code != MPI_SUCCESS || *done) free(request);
  return code;
}

static int winnow_iprobe(int *found, int *source, int *tag, int *count) {
  MPI_Status status;
  int code = MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, found, &status);
  if (code != MPI_SUCCESS || !*found) return code;
  *source = status.MPI_SOURCE;
  *tag = status.MPI_TAG;
  return MPI_Get_count(&status, MPI_BYTE, count);
}

static int winnow_recv(void *bytes, int count, int source, int tag) {
  return MPI_Recv(bytes, count, MPI_BYTE, source, tag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}

static int copy(const char *from, char *text, int capacity) {
  strncpy(text, from, (size_t)capacity - 1);
  text[capacity - 1] = 0;
  return MPI_SUCCESS;
}

static int winnow_error_text(int error, char *text, int capacity) {
  char buffer[MPI_MAX_ERROR_STRING];
  int length;
  int code = MPI_Error_string(error, buffer, &length);
  return code != MPI_SUCCESS ? code : copy(buffer, text, capacity);
}

static int winnow_library_version(char *text, int capacity) {
  char buffer[MPI_MAX_LIBRARY_VERSION_STRING];
  int length;
  int code = MPI_Get_library_version(buffer, &length);
  return code != MPI_SUCCESS ? code : copy(buffer, text, capacity);
}

const struct cmpi_functions *winnow_mpi_functions(void) {
  static const struct cmpi_functions functions = {
      .version = CMPI_FUNCTIONS_VERSION,
      .init = winnow_init,
      .finalize = winnow_finalize,
      .abort = winnow_abort,
      .world = winnow_world,
      .node = winnow_node,
      .node_gather = winnow_node_gather,
      .isend = winnow_isend,
      .test = winnow_test,
      .iprobe = winnow_iprobe,
      .recv = winnow_recv,
      .error_text = winnow_error_text,
      .library_version = winnow_library_version,
  };
  return &functions;
}
