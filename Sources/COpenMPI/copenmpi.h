// Empty on purpose: only the compiler and linker flags of Open MPI are wanted here. mpi.h is
// included by CMPI alone, because its handle macros do not import into Swift.
