#ifndef WINNOW_DESCRIPTOR_H
#define WINNOW_DESCRIPTOR_H

#include "conednn.h"

/* oneDNN's memory descriptor, and a layout seen as one. */
#if DNNL_VERSION_MAJOR >= 3
typedef struct dnnl_memory_desc descriptor;
#else
typedef dnnl_memory_desc_t descriptor;
#endif

static inline const descriptor *seen(const winnow_layout *layout) { return (const descriptor *)layout; }

#endif
