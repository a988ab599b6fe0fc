#include "descriptor.h"

#include <stdlib.h>

/* FORWARD and BACKWARD make a primitive descriptor; version 2 has operations' descriptors on the way. IN_OUT is a layout
   that input and output share, which version 3 wants twice. */
#if DNNL_VERSION_MAJOR >= 3
#define FORWARD(operation, type, describe, ...) \
  dnnl_##operation##_primitive_desc_create(&p->result, p->engine, __VA_ARGS__, p->attributes)
#define BACKWARD(operation, type, describe, ...) \
  dnnl_##operation##_primitive_desc_create(&p->result, p->engine, __VA_ARGS__, p->hint, p->attributes)
#define IN_OUT(layout) seen(layout), seen(layout)
#else
#define FORWARD(operation, type, describe, ...) \
  ({ \
    type described; \
    dnnl_status_t status = describe(&described, __VA_ARGS__); \
    status != dnnl_success \
      ? status \
      : dnnl_primitive_desc_create(&p->result, &described, p->attributes, p->engine, p->hint); \
  })
#define BACKWARD FORWARD
#define IN_OUT(layout) seen(layout)
#endif
#define WINDOW(window) window.strides, window.dilations, window.pads_begin, window.pads_end
#define POOLING_WINDOW(window) window.strides, window.kernel, window.dilations, window.pads_begin, window.pads_end

/* ---- Element by element ---- */

dnnl_status_t winnow_prepare_reorder(winnow_preparation *p, const winnow_layout *from, const winnow_layout *to) {
  return dnnl_reorder_primitive_desc_create(&p->result, seen(from), p->engine, seen(to), p->engine, p->attributes);
}

dnnl_status_t winnow_prepare_activation(
  winnow_preparation *p, dnnl_prop_kind_t kind, dnnl_alg_kind_t function, const winnow_layout *layout, float alpha,
  float beta) {
  return FORWARD(
    eltwise_forward, dnnl_eltwise_desc_t, dnnl_eltwise_forward_desc_init, kind, function, IN_OUT(layout), alpha, beta);
}

dnnl_status_t winnow_prepare_activation_backward(
  winnow_preparation *p, dnnl_alg_kind_t function, const winnow_layout *gradient, const winnow_layout *data, float alpha,
  float beta) {
  return BACKWARD(
    eltwise_backward, dnnl_eltwise_desc_t, dnnl_eltwise_backward_desc_init, function, IN_OUT(gradient), seen(data), alpha,
    beta);
}

dnnl_status_t winnow_prepare_binary(
  winnow_preparation *p, dnnl_alg_kind_t function, const winnow_layout *first, const winnow_layout *second,
  const winnow_layout *destination) {
  return FORWARD(
    binary, dnnl_binary_desc_t, dnnl_binary_desc_init, function, seen(first), seen(second), seen(destination));
}

dnnl_status_t winnow_prepare_concatenation(
  winnow_preparation *p, int count, int axis, const winnow_layout *const *sources) {
#if DNNL_VERSION_MAJOR >= 3
  return dnnl_concat_primitive_desc_create(
    &p->result, p->engine, NULL, count, axis, (const descriptor *const *)sources, p->attributes);
#else
  descriptor *list = malloc((size_t)count * sizeof *list);
  if (!list) return dnnl_out_of_memory;
  for (int i = 0; i < count; i++) list[i] = *seen(sources[i]);
  dnnl_status_t status =
    dnnl_concat_primitive_desc_create(&p->result, NULL, count, axis, list, p->attributes, p->engine);
  free(list);
  return status;
#endif
}

dnnl_status_t winnow_prepare_reduction(
  winnow_preparation *p, dnnl_alg_kind_t function, const winnow_layout *source, const winnow_layout *destination) {
  return FORWARD(
    reduction, dnnl_reduction_desc_t, dnnl_reduction_desc_init, function, seen(source), seen(destination), 0, 0);
}

/* ---- Rows ---- */

dnnl_status_t winnow_prepare_matmul(
  winnow_preparation *p, const winnow_layout *source, const winnow_layout *weights, const winnow_layout *bias,
  const winnow_layout *destination) {
  return FORWARD(
    matmul, dnnl_matmul_desc_t, dnnl_matmul_desc_init, seen(source), seen(weights), seen(bias), seen(destination));
}

dnnl_status_t winnow_prepare_softmax(
  winnow_preparation *p, dnnl_prop_kind_t kind, dnnl_alg_kind_t function, const winnow_layout *layout, int axis) {
  return FORWARD(
    softmax_forward, dnnl_softmax_v2_desc_t, dnnl_softmax_v2_forward_desc_init, kind, function, seen(layout),
    seen(layout), axis);
}

dnnl_status_t winnow_prepare_softmax_backward(
  winnow_preparation *p, dnnl_alg_kind_t function, const winnow_layout *layout, int axis) {
  return BACKWARD(
    softmax_backward, dnnl_softmax_v2_desc_t, dnnl_softmax_v2_backward_desc_init, function, seen(layout), seen(layout),
    seen(layout), axis);
}

dnnl_status_t winnow_prepare_layer_normalization(
  winnow_preparation *p, dnnl_prop_kind_t kind, const winnow_layout *layout, const winnow_layout *statistics,
  float epsilon, unsigned flags) {
  return FORWARD(
    layer_normalization_forward, dnnl_layer_normalization_desc_t, dnnl_layer_normalization_forward_desc_init, kind,
    IN_OUT(layout), seen(statistics), epsilon, flags);
}

dnnl_status_t winnow_prepare_layer_normalization_backward(
  winnow_preparation *p, const winnow_layout *layout, const winnow_layout *statistics, float epsilon, unsigned flags) {
  return BACKWARD(
    layer_normalization_backward, dnnl_layer_normalization_desc_t, dnnl_layer_normalization_backward_desc_init,
    dnnl_backward_data, IN_OUT(layout), seen(layout), seen(statistics), epsilon, flags);
}

dnnl_status_t winnow_prepare_local_response(
  winnow_preparation *p, dnnl_prop_kind_t kind, const winnow_layout *layout, dnnl_dim_t size, float alpha, float beta,
  float bias) {
  return FORWARD(
    lrn_forward, dnnl_lrn_desc_t, dnnl_lrn_forward_desc_init, kind, dnnl_lrn_across_channels, IN_OUT(layout), size, alpha,
    beta, bias);
}

dnnl_status_t winnow_prepare_local_response_backward(
  winnow_preparation *p, const winnow_layout *layout, dnnl_dim_t size, float alpha, float beta, float bias) {
  return BACKWARD(
    lrn_backward, dnnl_lrn_desc_t, dnnl_lrn_backward_desc_init, dnnl_lrn_across_channels, IN_OUT(layout), seen(layout),
    size, alpha, beta, bias);
}

/* ---- Windows ---- */

dnnl_status_t winnow_prepare_convolution(
  winnow_preparation *p, dnnl_prop_kind_t kind, dnnl_alg_kind_t method, const winnow_layout *source,
  const winnow_layout *weights, const winnow_layout *bias, const winnow_layout *destination, winnow_window window) {
  return FORWARD(
    convolution_forward, dnnl_convolution_desc_t, dnnl_dilated_convolution_forward_desc_init, kind, method, seen(source),
    seen(weights), seen(bias), seen(destination), WINDOW(window));
}

dnnl_status_t winnow_prepare_convolution_backward(
  winnow_preparation *p, dnnl_alg_kind_t method, const winnow_layout *source_gradient, const winnow_layout *weights,
  const winnow_layout *destination_gradient, winnow_window window) {
  return BACKWARD(
    convolution_backward_data, dnnl_convolution_desc_t, dnnl_dilated_convolution_backward_data_desc_init, method,
    seen(source_gradient), seen(weights), seen(destination_gradient), WINDOW(window));
}

dnnl_status_t winnow_prepare_deconvolution(
  winnow_preparation *p, dnnl_prop_kind_t kind, const winnow_layout *source, const winnow_layout *weights,
  const winnow_layout *bias, const winnow_layout *destination, winnow_window window) {
  return FORWARD(
    deconvolution_forward, dnnl_deconvolution_desc_t, dnnl_dilated_deconvolution_forward_desc_init, kind,
    dnnl_deconvolution_direct, seen(source), seen(weights), seen(bias), seen(destination), WINDOW(window));
}

dnnl_status_t winnow_prepare_deconvolution_backward(
  winnow_preparation *p, const winnow_layout *source_gradient, const winnow_layout *weights,
  const winnow_layout *destination_gradient, winnow_window window) {
  return BACKWARD(
    deconvolution_backward_data, dnnl_deconvolution_desc_t, dnnl_dilated_deconvolution_backward_data_desc_init,
    dnnl_deconvolution_direct, seen(source_gradient), seen(weights), seen(destination_gradient), WINDOW(window));
}

dnnl_status_t winnow_prepare_pooling(
  winnow_preparation *p, dnnl_prop_kind_t kind, dnnl_alg_kind_t function, const winnow_layout *source,
  const winnow_layout *destination, winnow_window window) {
  return FORWARD(
    pooling_forward, dnnl_pooling_v2_desc_t, dnnl_pooling_v2_forward_desc_init, kind, function, seen(source),
    seen(destination), POOLING_WINDOW(window));
}

dnnl_status_t winnow_prepare_pooling_backward(
  winnow_preparation *p, dnnl_alg_kind_t function, const winnow_layout *source_gradient,
  const winnow_layout *destination_gradient, winnow_window window) {
  return BACKWARD(
    pooling_backward, dnnl_pooling_v2_desc_t, dnnl_pooling_v2_backward_desc_init, function, seen(source_gradient),
    seen(destination_gradient), POOLING_WINDOW(window));
}

/* ---- What is applied to a result before it is stored ---- */

dnnl_status_t winnow_append_activation(dnnl_post_ops_t list, dnnl_alg_kind_t function, float alpha, float beta) {
#if DNNL_VERSION_MAJOR >= 3
  return dnnl_post_ops_append_eltwise(list, function, alpha, beta);
#else
  return dnnl_post_ops_append_eltwise(list, 1, function, alpha, beta);
#endif
}

dnnl_status_t winnow_append_binary(dnnl_post_ops_t list, dnnl_alg_kind_t function, const winnow_layout *second) {
  return dnnl_post_ops_append_binary(list, function, seen(second));
}

dnnl_status_t winnow_append_sum(dnnl_post_ops_t list) {
#if DNNL_VERSION_MAJOR >= 3
  return dnnl_post_ops_append_sum(list, 1, 0, dnnl_data_type_undef);
#else
  return dnnl_post_ops_append_sum(list, 1);
#endif
}
