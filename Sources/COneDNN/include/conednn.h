#ifndef WINNOW_CONEDNN_H
#define WINNOW_CONEDNN_H
#include <dnnl.h>
#endif
