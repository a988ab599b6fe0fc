// The time of convolutions in single precision and in bfloat16, each with the layouts oneDNN chooses, its weights packed
// beforehand. Serves oneDNN 2 and 3:
//
//     cc -O2 -o bfloat16 Benchmarks/gradients/bfloat16.c -ldnnl && OMP_NUM_THREADS=1 ./bfloat16 < shapes
//
// A line of shapes: samples, groups, input channels, height, width, output channels, height, width, window's height and
// width, stride, padding at the top and at the left (bfloat16.py shapes writes them). Answers milliseconds of the CPU for
// all of them, the mean of passes of about half a second each.
#include <dnnl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CHECK(call) \
  if ((call) != dnnl_success) fprintf(stderr, "failed: %s\n", #call), exit(1)

typedef struct { dnnl_dim_t n, g, ic, ih, iw, oc, oh, ow, kh, kw, s, pt, pl; } shape;
enum task { forward, winograd, backward };

static dnnl_engine_t engine;
static dnnl_stream_t stream;

#if DNNL_VERSION_MAJOR >= 3
typedef dnnl_memory_desc_t layout;
static const_dnnl_memory_desc_t of(const layout *l) { return *l; }
static void any(layout *l, int rank, const dnnl_dim_t *dims, dnnl_data_type_t type) {
  CHECK(dnnl_memory_desc_create_with_tag(l, rank, dims, type, dnnl_format_tag_any));
}
#else
typedef dnnl_memory_desc_t layout;
static void any(layout *l, int rank, const dnnl_dim_t *dims, dnnl_data_type_t type) {
  CHECK(dnnl_memory_desc_init_by_tag(l, rank, dims, type, dnnl_format_tag_any));
}
#endif

static dnnl_status_t describe(
  dnnl_primitive_desc_t *result, enum task task, layout *x, layout *w, layout *y, const dnnl_dim_t *strides,
  const dnnl_dim_t *begin, const dnnl_dim_t *end, dnnl_primitive_desc_t hint) {
  const dnnl_dims_t dense = {0, 0};
  const dnnl_alg_kind_t method = task == winograd ? dnnl_convolution_winograd : dnnl_convolution_direct;
#if DNNL_VERSION_MAJOR >= 3
  if (task == backward)
    return dnnl_convolution_backward_data_primitive_desc_create(
      result, engine, method, of(x), of(w), of(y), strides, dense, begin, end, hint, NULL);
  return dnnl_convolution_forward_primitive_desc_create(
    result, engine, dnnl_forward_inference, method, of(x), of(w), NULL, of(y), strides, dense, begin, end, NULL);
#else
  dnnl_convolution_desc_t d;
  dnnl_status_t status =
    task == backward
      ? dnnl_dilated_convolution_backward_data_desc_init(&d, method, x, w, y, strides, dense, begin, end)
      : dnnl_dilated_convolution_forward_desc_init(
          &d, dnnl_forward_inference, method, x, w, NULL, y, strides, dense, begin, end);
  return status == dnnl_success ? dnnl_primitive_desc_create(result, &d, NULL, engine, hint) : status;
#endif
}

// An operand of the layout chosen, filled with small numbers (never denormal, in either type).
static dnnl_exec_arg_t operand(dnnl_primitive_desc_t chooser, dnnl_query_t query, int argument) {
  const void *chosen = dnnl_primitive_desc_query_md(chooser, query, 0);
  const size_t size = dnnl_memory_desc_get_size(chosen);
  void *memory = aligned_alloc(64, (size + 63) / 64 * 64);
  for (size_t i = 0; i < size / 2; i++) ((unsigned short *)memory)[i] = 0x3c23;
  dnnl_exec_arg_t a = {argument, NULL};
  CHECK(dnnl_memory_create(&a.memory, chosen, engine, memory));
  return a;
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

// Milliseconds of one pass; below 0 where there is no implementation.
static double measure(shape p, enum task task, dnnl_data_type_t type) {
  const dnnl_dims_t in = {p.n, p.ic, p.ih, p.iw}, out = {p.n, p.oc, p.oh, p.ow}, strides = {p.s, p.s};
  const dnnl_dims_t grouped = {p.g, p.oc / p.g, p.ic / p.g, p.kh, p.kw}, whole = {p.oc, p.ic, p.kh, p.kw};
  const dnnl_dims_t begin = {p.pt, p.pl};
  const dnnl_dims_t end = {(p.oh - 1) * p.s + p.kh - p.ih - p.pt, (p.ow - 1) * p.s + p.kw - p.iw - p.pl};
  layout x, w, y;
  any(&x, 4, in, type);
  any(&w, p.g > 1 ? 5 : 4, p.g > 1 ? grouped : whole, type);
  any(&y, 4, out, type);
  dnnl_primitive_desc_t ahead, chosen;
  if (describe(&ahead, task == backward ? forward : task, &x, &w, &y, strides, begin, end, NULL) != dnnl_success)
    return -1;
  chosen = ahead;
  if (task == backward && describe(&chosen, task, &x, &w, &y, strides, begin, end, ahead) != dnnl_success) return -1;
  dnnl_primitive_t primitive;
  CHECK(dnnl_primitive_create(&primitive, chosen));
  dnnl_exec_arg_t a[3] = {
    task == backward ? operand(chosen, dnnl_query_diff_src_md, DNNL_ARG_DIFF_SRC)
                     : operand(chosen, dnnl_query_src_md, DNNL_ARG_SRC),
    operand(chosen, dnnl_query_weights_md, DNNL_ARG_WEIGHTS),
    task == backward ? operand(chosen, dnnl_query_diff_dst_md, DNNL_ARG_DIFF_DST)
                     : operand(chosen, dnnl_query_dst_md, DNNL_ARG_DST)};
  CHECK(dnnl_primitive_execute(primitive, stream, 3, a));
  const double start = now();
  int passes = 0;
  do {
    CHECK(dnnl_primitive_execute(primitive, stream, 3, a));
    passes++;
  } while (now() - start < 0.1);
  const double seconds = (now() - start) / passes;
  for (int i = 0; i < 3; i++) {
    void *memory;
    dnnl_memory_get_data_handle(a[i].memory, &memory);
    dnnl_memory_destroy(a[i].memory);
    free(memory);
  }
  dnnl_primitive_destroy(primitive);
  return 1000 * seconds;
}

int main(void) {
  CHECK(dnnl_engine_create(&engine, dnnl_cpu, 0));
  CHECK(dnnl_stream_create(&stream, engine, dnnl_stream_default_flags));
  double f = 0, fw = 0, fb = 0, b = 0, bw = 0, bb = 0;
  shape p;
  while (scanf(
           "%ld %ld %ld %ld %ld %ld %ld %ld %ld %ld %ld %ld %ld", &p.n, &p.g, &p.ic, &p.ih, &p.iw, &p.oc, &p.oh, &p.ow,
           &p.kh, &p.kw, &p.s, &p.pt, &p.pl) == 13) {
    const double direct = measure(p, forward, dnnl_f32), back = measure(p, backward, dnnl_f32);
    // Winograd's algorithm backward is the one forward with input and output exchanged.
    shape turned = p;
    turned.ic = p.oc, turned.oc = p.ic, turned.ih = p.oh, turned.iw = p.ow, turned.oh = p.ih, turned.ow = p.iw;
    turned.pt = p.kh - 1 - p.pt, turned.pl = p.kw - 1 - p.pl;
    const int suits = p.kh == 3 && p.kw == 3 && p.s == 1 && p.g == 1;
    const double fast = suits ? measure(p, winograd, dnnl_f32) : -1;
    const double fast_back = suits ? measure(turned, winograd, dnnl_f32) : -1;
    f += direct, b += back;
    fw += fast > 0 && fast < direct ? fast : direct, bw += fast_back > 0 && fast_back < back ? fast_back : back;
    fb += measure(p, forward, dnnl_bf16), bb += measure(p, backward, dnnl_bf16);
  }
  const dnnl_version_t *v = dnnl_version();
  printf("oneDNN %d.%d.%d, ms forward + backward: direct %.2f + %.2f, with Winograd's %.2f + %.2f, bfloat16 %.2f + %.2f\n",
         v->major, v->minor, v->patch, f, b, fw, bw, fb, bb);
  printf("bfloat16 against direct %.2f, against the faster of direct and Winograd's %.2f\n", (f + b) / (fb + bb),
         (fw + bw) / (fb + bb));
}
