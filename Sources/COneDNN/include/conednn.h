#ifndef WINNOW_CONEDNN_H
#define WINNOW_CONEDNN_H

/* oneDNN's major versions 2 and 3 behind one interface. They differ in how a layout (a memory descriptor) is held, a
   structure or an object, and in how a primitive descriptor is made, by way of an operation's descriptor or at once. What is
   the same in both versions is called directly. Which version: that of the header the compiler finds. */

#include <dnnl.h>
#include <stdbool.h>
#include <stddef.h>

/* ---- Threads ---- */

/* Makes the OpenMP runtime that oneDNN was linked with run its parallel regions on `count` threads, for regions started by
   the calling thread. Looked up at run time, since omp.h belongs to the compiler. Returns false when no OpenMP runtime is
   loaded (oneDNN then runs sequentially or on its own pool). */
bool winnow_set_openmp_threads(int count);

/* What oneDNN was built to share its work with: "OpenMP", "TBB", ... */
const char *winnow_threading(void);

/* ---- Layouts ---- */

/* How the elements of a tensor lie in memory; never changed, freed by who made it. */
typedef struct winnow_layout winnow_layout;

typedef struct {
  int rank;
  bool is_float;
  /* Whether what follows is known: elements with strides, and perhaps blocks innermost. */
  bool is_blocked;
  dnnl_dim_t offset;
  dnnl_dims_t shape, padded_shape, strides;
  int block_count;
  dnnl_dims_t block_sizes, block_axes;
} winnow_layout_description;

/* Floats with a stride, in elements, for each axis. */
dnnl_status_t winnow_layout_with_strides(
  winnow_layout **result, int rank, const dnnl_dim_t *shape, const dnnl_dim_t *strides);
/* Floats in one of the formats that have a name; `dnnl_format_tag_any` leaves it to a primitive. */
dnnl_status_t winnow_layout_with_tag(winnow_layout **result, int rank, const dnnl_dim_t *shape, dnnl_format_tag_t tag);
/* The one a primitive descriptor has chosen for the operand that `query` names; of rank 0 where there is no such operand. */
dnnl_status_t winnow_layout_chosen(winnow_layout **result, const_dnnl_primitive_desc_t chooser, dnnl_query_t query);
/* The same memory with its axes in another order: `places` has each old axis' new place. */
dnnl_status_t winnow_layout_permuted(winnow_layout **result, const winnow_layout *layout, const int *places);
dnnl_status_t winnow_layout_reshaped(
  winnow_layout **result, const winnow_layout *layout, int rank, const dnnl_dim_t *shape);
dnnl_status_t winnow_layout_part(
  winnow_layout **result, const winnow_layout *layout, const dnnl_dim_t *shape, const dnnl_dim_t *offsets);
void winnow_layout_free(winnow_layout *layout);

winnow_layout_description winnow_layout_describe(const winnow_layout *layout);
bool winnow_layouts_are_equal(const winnow_layout *a, const winnow_layout *b);
size_t winnow_layout_byte_count(const winnow_layout *layout);

dnnl_status_t winnow_memory_create(
  dnnl_memory_t *result, const winnow_layout *layout, dnnl_engine_t engine, void *pointer);

/* ---- What is applied to a result before it is stored ---- */

dnnl_status_t winnow_append_activation(dnnl_post_ops_t list, dnnl_alg_kind_t function, float alpha, float beta);
dnnl_status_t winnow_append_binary(dnnl_post_ops_t list, dnnl_alg_kind_t function, const winnow_layout *second);
/* Adds what the destination held before. */
dnnl_status_t winnow_append_sum(dnnl_post_ops_t list);

/* ---- Primitive descriptors ---- */

/* What the choice of an implementation needs, and its result. */
typedef struct {
  dnnl_engine_t engine;
  const_dnnl_primitive_attr_t attributes;
  /* The forward one, for those of gradients. */
  const_dnnl_primitive_desc_t hint;
  dnnl_primitive_desc_t result;
} winnow_preparation;

/* A window that slides over the spatial axes. A dilation of 0 is a dense window; kernels count for poolings only. */
typedef struct {
  const dnnl_dim_t *kernel, *strides, *dilations, *pads_begin, *pads_end;
} winnow_window;

dnnl_status_t winnow_prepare_reorder(winnow_preparation *p, const winnow_layout *from, const winnow_layout *to);
dnnl_status_t winnow_prepare_activation(
  winnow_preparation *p, dnnl_prop_kind_t kind, dnnl_alg_kind_t function, const winnow_layout *layout, float alpha,
  float beta);
dnnl_status_t winnow_prepare_activation_backward(
  winnow_preparation *p, dnnl_alg_kind_t function, const winnow_layout *gradient, const winnow_layout *data, float alpha,
  float beta);
dnnl_status_t winnow_prepare_binary(
  winnow_preparation *p, dnnl_alg_kind_t function, const winnow_layout *first, const winnow_layout *second,
  const winnow_layout *destination);
dnnl_status_t winnow_prepare_concatenation(
  winnow_preparation *p, int count, int axis, const winnow_layout *const *sources);
dnnl_status_t winnow_prepare_reduction(
  winnow_preparation *p, dnnl_alg_kind_t function, const winnow_layout *source, const winnow_layout *destination);
dnnl_status_t winnow_prepare_matmul(
  winnow_preparation *p, const winnow_layout *source, const winnow_layout *weights, const winnow_layout *bias,
  const winnow_layout *destination);
dnnl_status_t winnow_prepare_softmax(
  winnow_preparation *p, dnnl_prop_kind_t kind, dnnl_alg_kind_t function, const winnow_layout *layout, int axis);
dnnl_status_t winnow_prepare_softmax_backward(
  winnow_preparation *p, dnnl_alg_kind_t function, const winnow_layout *layout, int axis);
dnnl_status_t winnow_prepare_layer_normalization(
  winnow_preparation *p, dnnl_prop_kind_t kind, const winnow_layout *layout, const winnow_layout *statistics,
  float epsilon, unsigned flags);
dnnl_status_t winnow_prepare_layer_normalization_backward(
  winnow_preparation *p, const winnow_layout *layout, const winnow_layout *statistics, float epsilon, unsigned flags);
dnnl_status_t winnow_prepare_local_response(
  winnow_preparation *p, dnnl_prop_kind_t kind, const winnow_layout *layout, dnnl_dim_t size, float alpha, float beta,
  float bias);
dnnl_status_t winnow_prepare_local_response_backward(
  winnow_preparation *p, const winnow_layout *layout, dnnl_dim_t size, float alpha, float beta, float bias);
dnnl_status_t winnow_prepare_convolution(
  winnow_preparation *p, dnnl_prop_kind_t kind, dnnl_alg_kind_t method, const winnow_layout *source,
  const winnow_layout *weights, const winnow_layout *bias, const winnow_layout *destination, winnow_window window);
dnnl_status_t winnow_prepare_convolution_backward(
  winnow_preparation *p, dnnl_alg_kind_t method, const winnow_layout *source_gradient, const winnow_layout *weights,
  const winnow_layout *destination_gradient, winnow_window window);
dnnl_status_t winnow_prepare_deconvolution(
  winnow_preparation *p, dnnl_prop_kind_t kind, const winnow_layout *source, const winnow_layout *weights,
  const winnow_layout *bias, const winnow_layout *destination, winnow_window window);
dnnl_status_t winnow_prepare_deconvolution_backward(
  winnow_preparation *p, const winnow_layout *source_gradient, const winnow_layout *weights,
  const winnow_layout *destination_gradient, winnow_window window);
dnnl_status_t winnow_prepare_pooling(
  winnow_preparation *p, dnnl_prop_kind_t kind, dnnl_alg_kind_t function, const winnow_layout *source,
  const winnow_layout *destination, winnow_window window);
dnnl_status_t winnow_prepare_pooling_backward(
  winnow_preparation *p, dnnl_alg_kind_t function, const winnow_layout *source_gradient,
  const winnow_layout *destination_gradient, winnow_window window);

#endif
