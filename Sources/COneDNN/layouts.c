#include "descriptor.h"

#include <stdlib.h>
#include <string.h>

#if DNNL_VERSION_MAJOR >= 3

static descriptor **made(winnow_layout **result) { return (descriptor **)result; }

dnnl_status_t winnow_layout_with_strides(
  winnow_layout **result, int rank, const dnnl_dim_t *shape, const dnnl_dim_t *strides) {
  return dnnl_memory_desc_create_with_strides(made(result), rank, shape, dnnl_f32, strides);
}

dnnl_status_t winnow_layout_with_tag(winnow_layout **result, int rank, const dnnl_dim_t *shape, dnnl_format_tag_t tag) {
  return dnnl_memory_desc_create_with_tag(made(result), rank, shape, dnnl_f32, tag);
}

dnnl_status_t winnow_layout_chosen(winnow_layout **result, const_dnnl_primitive_desc_t chooser, dnnl_query_t query) {
  const descriptor *chosen = dnnl_primitive_desc_query_md(chooser, query, 0);
  if (chosen) return dnnl_memory_desc_clone(made(result), chosen);
  return dnnl_memory_desc_create_with_tag(made(result), 0, NULL, dnnl_f32, dnnl_format_tag_undef);
}

dnnl_status_t winnow_layout_permuted(winnow_layout **result, const winnow_layout *layout, const int *places) {
  return dnnl_memory_desc_permute_axes(made(result), seen(layout), places);
}

dnnl_status_t winnow_layout_reshaped(
  winnow_layout **result, const winnow_layout *layout, int rank, const dnnl_dim_t *shape) {
  return dnnl_memory_desc_reshape(made(result), seen(layout), rank, shape);
}

dnnl_status_t winnow_layout_part(
  winnow_layout **result, const winnow_layout *layout, const dnnl_dim_t *shape, const dnnl_dim_t *offsets) {
  return dnnl_memory_desc_create_submemory(made(result), seen(layout), shape, offsets);
}

void winnow_layout_free(winnow_layout *layout) { dnnl_memory_desc_destroy((descriptor *)layout); }

static void copy(dnnl_dims_t target, const winnow_layout *layout, dnnl_query_t query, int count) {
  const dnnl_dims_t *values;
  if (dnnl_memory_desc_query(seen(layout), query, &values) == dnnl_success) {
    memcpy(target, *values, (size_t)count * sizeof(dnnl_dim_t));
  }
}

winnow_layout_description winnow_layout_describe(const winnow_layout *layout) {
  winnow_layout_description d = {0};
  dnnl_data_type_t type = dnnl_data_type_undef;
  dnnl_format_kind_t format = dnnl_format_kind_undef;
  dnnl_memory_desc_query(seen(layout), dnnl_query_ndims_s32, &d.rank);
  dnnl_memory_desc_query(seen(layout), dnnl_query_data_type, &type);
  dnnl_memory_desc_query(seen(layout), dnnl_query_format_kind, &format);
  d.is_float = type == dnnl_f32;
  d.is_blocked = format == dnnl_blocked;
  if (d.rank == 0) return d;
  copy(d.shape, layout, dnnl_query_dims, d.rank);
  copy(d.padded_shape, layout, dnnl_query_padded_dims, d.rank);
  dnnl_memory_desc_query(seen(layout), dnnl_query_submemory_offset_s64, &d.offset);
  if (!d.is_blocked) return d;
  copy(d.strides, layout, dnnl_query_strides, d.rank);
  dnnl_memory_desc_query(seen(layout), dnnl_query_inner_nblks_s32, &d.block_count);
  copy(d.block_sizes, layout, dnnl_query_inner_blks, d.block_count);
  copy(d.block_axes, layout, dnnl_query_inner_idxs, d.block_count);
  return d;
}

#else

/* Keeps a structure that was filled in as an object. */
static dnnl_status_t keep(winnow_layout **result, dnnl_status_t status, const descriptor *filled) {
  if (status != dnnl_success) return status;
  descriptor *object = malloc(sizeof *object);
  if (!object) return dnnl_out_of_memory;
  *object = *filled;
  *result = (winnow_layout *)object;
  return dnnl_success;
}

dnnl_status_t winnow_layout_with_strides(
  winnow_layout **result, int rank, const dnnl_dim_t *shape, const dnnl_dim_t *strides) {
  descriptor d;
  return keep(result, dnnl_memory_desc_init_by_strides(&d, rank, shape, dnnl_f32, strides), &d);
}

dnnl_status_t winnow_layout_with_tag(winnow_layout **result, int rank, const dnnl_dim_t *shape, dnnl_format_tag_t tag) {
  descriptor d;
  return keep(result, dnnl_memory_desc_init_by_tag(&d, rank, shape, dnnl_f32, tag), &d);
}

dnnl_status_t winnow_layout_chosen(winnow_layout **result, const_dnnl_primitive_desc_t chooser, dnnl_query_t query) {
  static const descriptor none;
  const descriptor *chosen = dnnl_primitive_desc_query_md(chooser, query, 0);
  return keep(result, dnnl_success, chosen ? chosen : &none);
}

dnnl_status_t winnow_layout_permuted(winnow_layout **result, const winnow_layout *layout, const int *places) {
  descriptor d;
  return keep(result, dnnl_memory_desc_permute_axes(&d, seen(layout), places), &d);
}

dnnl_status_t winnow_layout_reshaped(
  winnow_layout **result, const winnow_layout *layout, int rank, const dnnl_dim_t *shape) {
  descriptor d;
  return keep(result, dnnl_memory_desc_reshape(&d, seen(layout), rank, shape), &d);
}

dnnl_status_t winnow_layout_part(
  winnow_layout **result, const winnow_layout *layout, const dnnl_dim_t *shape, const dnnl_dim_t *offsets) {
  descriptor d;
  return keep(result, dnnl_memory_desc_init_submemory(&d, seen(layout), shape, offsets), &d);
}

void winnow_layout_free(winnow_layout *layout) { free(layout); }

winnow_layout_description winnow_layout_describe(const winnow_layout *layout) {
  const descriptor *from = seen(layout);
  winnow_layout_description d = {0};
  d.rank = from->ndims;
  d.is_float = from->data_type == dnnl_f32;
  d.is_blocked = from->format_kind == dnnl_blocked;
  d.offset = from->offset0;
  memcpy(d.shape, from->dims, sizeof d.shape);
  memcpy(d.padded_shape, from->padded_dims, sizeof d.padded_shape);
  if (!d.is_blocked) return d;
  const dnnl_blocking_desc_t *blocks = &from->format_desc.blocking;
  memcpy(d.strides, blocks->strides, sizeof d.strides);
  d.block_count = blocks->inner_nblks;
  memcpy(d.block_sizes, blocks->inner_blks, sizeof d.block_sizes);
  memcpy(d.block_axes, blocks->inner_idxs, sizeof d.block_axes);
  return d;
}

#endif

bool winnow_layouts_are_equal(const winnow_layout *a, const winnow_layout *b) {
  return dnnl_memory_desc_equal(seen(a), seen(b)) != 0;
}

size_t winnow_layout_byte_count(const winnow_layout *layout) { return dnnl_memory_desc_get_size(seen(layout)); }

dnnl_status_t winnow_memory_create(
  dnnl_memory_t *result, const winnow_layout *layout, dnnl_engine_t engine, void *pointer) {
  return dnnl_memory_create(result, seen(layout), engine, pointer);
}
