#ifndef WINNOW_CONEDNN_H
#define WINNOW_CONEDNN_H

/* Makes the OpenMP runtime that oneDNN was linked with run its parallel regions on `count` threads, for regions started by
   the calling thread. Looked up at run time, since omp.h belongs to the compiler. Returns 0 when no OpenMP runtime is
   loaded (oneDNN then runs sequentially or on its own pool). */
int winnow_set_openmp_threads(int count);

#endif
