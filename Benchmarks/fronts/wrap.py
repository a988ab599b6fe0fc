#!/usr/bin/env python3
"""Wraps an image classifier (ONNX, N x C x H x W, floats) in the fronts that exporters and preprocessing bring.

usage: wrap.py NETWORK.onnx FOLDER [--mean M,M,M] [--std S,S,S] [--order bgr] [--check WINNOW IMAGES]

Writes a file a wrapping into FOLDER, each the same function of the same image:

  nhwc            channels last, behind a Transpose
  uint8-nhwc      bytes, channels last: Cast, Sub mean, Div std, Transpose
  mean-std        in-graph normalization: Sub mean, Div std
  pad             the first convolution's padding as a Pad before it
  gather          channels in reverse order, put right by a Gather
  focus           an equivalent first convolution over blocks of 2 x 2 pixels (strided Slices and a Concat)
  resize          images of half the size, enlarged (linear); not the plain network's function

With --check, `winnow run` explains the files of the folder IMAGES with the plain network and with each wrapping, and
the masks are compared. MEAN and STD are then what the plain network's preprocessing does to levels 0 to 255. Needs onnx
and numpy.
"""

import argparse
import csv
import pathlib
import subprocess

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper

KINDS = ["nhwc", "uint8-nhwc", "mean-std", "pad", "gather", "focus", "resize"]


class Wrapping:
    """A copy of a model with nodes put before what reads its input."""

    def __init__(self, model, kind):
        self.model = onnx.ModelProto()
        self.model.CopyFrom(model)
        self.graph = self.model.graph
        self.kind = kind
        self.input = self.graph.input[0]
        self.name = self.input.name
        self.nodes = []

    def shape(self):
        return [d.dim_value for d in self.input.type.tensor_type.shape.dim]

    def constant(self, name, values, dtype=numpy.float32):
        name = f"front/{name}"
        self.graph.initializer.append(numpy_helper.from_array(numpy.asarray(values, dtype), name))
        return name

    def add(self, operator, inputs, **attributes):
        output = f"front/{operator}{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, inputs, [output], name=output, **attributes))
        return output

    def finish(self, tensor, shape=None, dtype=TensorProto.FLOAT):
        """Lets what read the input read `tensor` instead."""
        for node in self.graph.node:
            for index, name in enumerate(node.input):
                if name == self.name:
                    node.input[index] = tensor
        nodes = self.nodes + list(self.graph.node)
        del self.graph.node[:]
        self.graph.node.extend(nodes)
        shape = shape or self.shape()
        self.input.CopyFrom(helper.make_tensor_value_info(self.name, dtype, ["N", *shape[1:]]))
        del self.graph.value_info[:]
        return self.model

    def first_convolution(self):
        node = next(n for n in self.graph.node if self.name in n.input)
        if node.op_type != "Conv":
            raise SystemExit(f"{self.kind}: the first node is {node.op_type}, not a convolution")
        return node, {a.name: a for a in node.attribute}

    def weights(self, name):
        return next(t for t in self.graph.initializer if t.name == name)


def take_padding(wrapping):
    """Moves the first convolution's padding into a Pad; returns what it gives, and the amounts."""
    _, attributes = wrapping.first_convolution()
    pads = list(attributes["pads"].ints) if "pads" in attributes else [0, 0, 0, 0]
    if "pads" in attributes:
        attributes["pads"].ints[:] = [0, 0, 0, 0]
    amounts = [0, 0, *pads[:2], 0, 0, *pads[2:]]
    return wrapping.add("Pad", [wrapping.name, wrapping.constant("pads", amounts, numpy.int64)]), pads


def pad(wrapping):
    """The padding as a Pad; where there is none, a border is put on and cut off again."""
    tensor, pads = take_padding(wrapping)
    if any(pads):
        return tensor
    border = wrapping.constant("border", [0, 0, 2, 2, 0, 0, 2, 2], numpy.int64)
    bordered = wrapping.add("Pad", [wrapping.name, border, wrapping.constant("grey", 0.5)])
    bounds = [wrapping.constant(n, v, numpy.int64) for n, v in
              [("start", [2, 2]), ("end", [-2, -2]), ("axes", [2, 3])]]
    return wrapping.add("Slice", [bordered, *bounds])


def focus(wrapping):
    """The first convolution over blocks: a kernel of k x k pixels with an even stride becomes one of blocks."""
    node, attributes = wrapping.first_convolution()
    strides = list(attributes["strides"].ints) if "strides" in attributes else [1, 1]
    if strides != [2, 2]:
        raise SystemExit("focus: the first convolution's stride is not 2")
    tensor, pads = take_padding(wrapping)
    _, _, height, width = wrapping.shape()
    height, width = height + pads[0] + pads[2], width + pads[1] + pads[3]
    odd = [0, 0, 0, 0, 0, 0, height % 2, width % 2]
    tensor = wrapping.add("Pad", [tensor, wrapping.constant("even", odd, numpy.int64)])
    weights = wrapping.weights(node.input[1])
    kernel = numpy_helper.to_array(weights)
    outputs, channels, rows, columns = kernel.shape
    blocks = numpy.zeros((outputs, 4 * channels, (rows + 1) // 2, (columns + 1) // 2), kernel.dtype)
    parts = []
    for part, (y, x) in enumerate([(0, 0), (1, 0), (0, 1), (1, 1)]):
        bounds = [wrapping.constant(f"{n}{part}", v, numpy.int64) for n, v in
                  [("start", [y, x]), ("end", [1 << 30, 1 << 30]), ("axes", [2, 3]), ("steps", [2, 2])]]
        parts.append(wrapping.add("Slice", [tensor, *bounds]))
        piece = kernel[:, :, y::2, x::2]
        blocks[:, part * channels:(part + 1) * channels, :piece.shape[2], :piece.shape[3]] = piece
    weights.CopyFrom(numpy_helper.from_array(blocks, weights.name))
    attributes["strides"].ints[:] = [1, 1]
    if "kernel_shape" in attributes:
        attributes["kernel_shape"].ints[:] = blocks.shape[2:]
    # What fills up the last block can give one window too many.
    output = node.output[0]
    node.output[0] = f"{output}/whole"
    ends = [(height - rows) // 2 + 1, (width - columns) // 2 + 1]
    cut = [wrapping.constant(n, v, numpy.int64) for n, v in [("from", [0, 0]), ("to", ends), ("spatial", [2, 3])]]
    index = list(wrapping.graph.node).index(node)
    wrapping.graph.node.insert(index + 1, helper.make_node("Slice", [node.output[0], *cut], [output], name="front/cut"))
    return wrapping.add("Concat", parts, axis=1)


def wrap(model, kind, mean, std):
    wrapping = Wrapping(model, kind)
    channels, height, width = wrapping.shape()[1:]
    last = [0, height, width, channels]
    x = wrapping.name
    if kind == "nhwc":
        return wrapping.finish(wrapping.add("Transpose", [x], perm=[0, 3, 1, 2]), last)
    if kind == "uint8-nhwc":
        cast = wrapping.add("Cast", [x], to=TensorProto.FLOAT)
        centred = wrapping.add("Sub", [cast, wrapping.constant("mean", mean)])
        scaled = wrapping.add("Div", [centred, wrapping.constant("std", std)])
        return wrapping.finish(wrapping.add("Transpose", [scaled], perm=[0, 3, 1, 2]), last, TensorProto.UINT8)
    if kind == "mean-std":
        shape = (1, channels, 1, 1)
        centred = wrapping.add("Sub", [x, wrapping.constant("mean", numpy.reshape(mean, shape))])
        return wrapping.finish(wrapping.add("Div", [centred, wrapping.constant("std", numpy.reshape(std, shape))]))
    if kind == "pad":
        return wrapping.finish(pad(wrapping))
    if kind == "gather":
        order = wrapping.constant("order", list(range(channels))[::-1], numpy.int64)
        return wrapping.finish(wrapping.add("Gather", [x, order], axis=1))
    if kind == "focus":
        return wrapping.finish(focus(wrapping))
    half = [0, channels, (height + 1) // 2, (width + 1) // 2]
    sizes = wrapping.constant("scales", [1, 1, height / half[2], width / half[3]])
    return wrapping.finish(
        wrapping.add("Resize", [x, "", sizes], mode="linear", coordinate_transformation_mode="half_pixel"), half)


# The paper's evidence: behind Focus's layer stands a Slice, which hides its ReLU, so that `change` would count
# neurons that are off as well.
JOB = """name: {kind}
model: {{file: {model}}}
data: {{folder: {images}, layout: flat}}
target: predicted
preprocessing:
  resize: {{shorter: {shorter}}}
  crop: {{width: {width}, height: {height}}}
  channels: {order}
  scale: 1
  mean: {mean}
  std: {std}
methods:
  - smug:
      evidence: value
      k: 3000
      gamma: 0
      window: {window}
      hidden: {hidden}
      integration: {{rule: gauss-legendre, points: 100}}
"""


def masks(arguments, kind, model):
    """Explains the images with one network; returns their masks, and the images' names."""
    shape = [d.dim_value for d in onnx.load(model).graph.input[0].type.tensor_type.shape.dim]
    height, width = shape[1:3] if "nhwc" in kind else shape[2:4]
    mean, std, order, hidden = arguments.mean, arguments.std, arguments.order, 0
    if kind == "gather":
        mean, std, order = mean[::-1], std[::-1], order[::-1]
    if kind in ("uint8-nhwc", "mean-std"):
        # The normalization is the graph's; what it takes to 0 is a hidden pixel.
        mean, std, hidden = [0] * len(mean), [1] * len(std), mean
    job = arguments.folder / f"{kind}.yaml"
    job.write_text(JOB.format(
        kind=kind, model=model.resolve(), images=arguments.check[1].resolve(), height=height, width=width,
        shorter=max(height, width) + 8, order=order, mean=mean, std=std, hidden=hidden,
        window=2 if kind == "resize" else 4))
    run = arguments.folder / f"run-{kind}"
    subprocess.run([arguments.check[0], "run", job, "--output", run], check=True, stdout=subprocess.DEVNULL)
    with open(run / "index.csv", newline="") as file:
        rows = {int(r["index"]): int(r["row"]) for r in csv.DictReader(file) if r["file"] == "masks.npy"}
    found = numpy.load(run / "masks.npy")
    return [found[rows[index]] for index in sorted(rows)]


def check(arguments):
    """Compares each wrapping's masks with the plain network's."""
    plain = masks(arguments, "plain", arguments.network)
    failed = False
    for kind in KINDS:
        wrapped = masks(arguments, kind, arguments.folder / f"{kind}.onnx")
        if kind == "resize":
            areas = f"mean area {numpy.mean(wrapped):.4f} (plain {numpy.mean(plain):.4f})"
            print(f"{kind:11} {len(wrapped)} masks, {areas}")
            continue
        equal = sum(numpy.array_equal(a, b) for a, b in zip(plain, wrapped, strict=False))
        # Rounding in front of the network can exchange neurons of nearly equal rank.
        apart = max(float(numpy.mean(a != b)) for a, b in zip(plain, wrapped, strict=False))
        print(f"{kind:11} {equal} of {len(plain)} masks equal; at most {apart:.2%} of the pixels differ")
        failed = failed or len(wrapped) != len(plain) or apart > 0.01
    return failed


def numbers(text):
    return [float(part) for part in text.split(",")]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("network", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--mean", type=numbers, default=[104, 117, 123])
    parser.add_argument("--std", type=numbers, default=[1, 1, 1])
    parser.add_argument("--order", default="bgr", help="of the plain network's channels: rgb or bgr")
    parser.add_argument("--check", nargs=2, type=pathlib.Path, metavar=("WINNOW", "IMAGES"))
    arguments = parser.parse_args()
    model = onnx.load(arguments.network)
    arguments.folder.mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        wrapped = wrap(model, kind, arguments.mean, arguments.std)
        onnx.checker.check_model(wrapped)
        onnx.save(wrapped, arguments.folder / f"{kind}.onnx")
        print(arguments.folder / f"{kind}.onnx")
    if arguments.check and check(arguments):
        raise SystemExit("the masks differ")


if __name__ == "__main__":
    main()
