#!/usr/bin/env python3
"""What bfloat16 would bring to integrated gradients, and cost: PyTorch in bfloat16 beside PyTorch in single precision.

usage: bfloat16.py rates  NETWORK [--data FOLDER] [--seconds 2] [--rounds 3]
       bfloat16.py shapes NETWORK [--data FOLDER]
       bfloat16.py shares NETWORK [--data FOLDER] [--photos 24] [--truth 200]

NETWORK is squeezenet11, efficientnet-lite0 or resnet50 (which has random weights: no shares).

`rates`: CPU milliseconds of one core a point, forward and backward from the first activation to the scores, four points
at once, channels last: in single precision, by autocast (convolutions and linear layers in bfloat16) and with the whole
network in bfloat16. `shapes`: the convolutions behind the first activation, which
bfloat16.c times in oneDNN alone. `shares`: integrated gradients of photos by one rule (16 Gauss-Legendre points for
SqueezeNet 1.1, 64 for EfficientNet-Lite0) in each precision: how much of the true 3000 largest attributions it finds,
the truth being --truth points in single precision, and how many of the 3000 are the same in both precisions.
FOLDER is as for adaptive.py. Needs numpy, Pillow, torch, torchvision, onnx and onnx2torch.
"""

import argparse
import csv
import functools
import pathlib
import statistics
import time

import numpy
import onnx2torch
import torch
import torch.fx
import torchvision
from adaptive import TOP, largest, prepared

RULES = {"squeezenet11": 16, "efficientnet-lite0": 64}
NETWORKS = [*RULES, "resnet50"]


def traced(name, data):
    """The network as a graph, and the node of its first activation."""
    if name == "resnet50":
        network = torch.fx.symbolic_trace(torchvision.models.resnet50())
    else:
        network = onnx2torch.convert(str(data / f"models/{name}.onnx"))
    network = network.eval().requires_grad_(False)
    kinds = {"ReLU", "ReLU6", "Hardtanh", "OnnxClip"}
    modules = dict(network.named_modules())
    return network, next(n for n in network.graph.nodes if type(modules.get(str(n.target))).__name__ in kinds)


class Head(torch.nn.Module):
    """What lies before the first activation's result, and its calculation."""

    def __init__(self, name, data):
        super().__init__()
        self.network, node = traced(name, data)
        self.network.graph.output(node)
        for other in list(self.network.graph.nodes)[::-1][1:]:
            if other.op == "output":
                self.network.graph.erase_node(other)
        self.network.graph.eliminate_dead_code()
        self.network.recompile()

    def forward(self, pictures):
        return self.network(pictures)


class Tail(torch.nn.Module):
    """What lies behind the first activation's result."""

    def __init__(self, name, data):
        super().__init__()
        self.network, node = traced(name, data)
        with self.network.graph.inserting_before(node):
            node.replace_all_uses_with(self.network.graph.placeholder("points"))
        self.network.graph.eliminate_dead_code()
        self.network.recompile()

    def forward(self, points):
        # Of the pictures, only their number is asked for.
        return self.network(points.new_empty(len(points), 1, 1, 1), points)


def gradient(tail, points, precision, target=None):
    """Of the target's probability, or of the first score; in single precision, whatever it is computed in."""
    points = points.to(torch.bfloat16 if precision == "bfloat16" else torch.float32).requires_grad_(True)
    with torch.autocast("cpu", torch.bfloat16, enabled=precision == "autocast"):
        scores = tail(points).flatten(1).float()
        if target is not None and not bool(torch.allclose(scores.sum(1), torch.ones(len(scores)), atol=0.05)):
            scores = scores.softmax(1)
    return torch.autograd.grad(scores[:, target or 0].sum(), points)[0].float()


def cpu_seconds(work, seconds):
    """A call's, on average over so long."""
    work()
    start, calls = time.process_time(), 0
    while time.process_time() - start < seconds:
        work()
        calls += 1
    return (time.process_time() - start) / calls


def shapes(arguments):
    head, tail = Head(arguments.network, arguments.data), Tail(arguments.network, arguments.data)

    def tell(module, inputs, y):
        x, (top, left) = inputs[0].shape, module.padding
        print(*x[:1], module.groups, *x[1:], *y.shape[1:], *module.kernel_size, module.stride[0], top, left)

    for module in tail.modules():
        if isinstance(module, torch.nn.Conv2d):
            module.register_forward_hook(tell)
    with torch.no_grad():
        tail(head(pictures(arguments.network)))


def pictures(name):
    return torch.randn(4, 3, *[227 if name == "squeezenet11" else 224] * 2)


def rates(arguments):
    name = arguments.network
    with torch.no_grad():
        points = Head(name, arguments.data)(pictures(name)).contiguous(memory_format=torch.channels_last)
    networks = {}
    for precision in ["single", "autocast", "bfloat16"]:
        kind = torch.bfloat16 if precision == "bfloat16" else torch.float32
        networks[precision] = Tail(name, arguments.data).to(kind, memory_format=torch.channels_last)
    times = {precision: [] for precision in networks}
    for _ in range(arguments.rounds):
        for precision, network in networks.items():
            seconds = cpu_seconds(functools.partial(gradient, network, points, precision), arguments.seconds)
            times[precision].append(1000 * seconds / len(points))
    for precision, values in times.items():
        ratios = [a / b for a, b in zip(times["single"], values, strict=True)]
        print(f"{name} {precision} {statistics.median(values):.1f} ms a point, {statistics.median(ratios):.2f} "
              f"times as fast as single ({min(ratios):.2f} to {max(ratios):.2f})", flush=True)  # fmt: skip


def integrated(tail, activation, target, count, precision):
    """Integrated gradients from zero, added up in double precision."""
    places, weights = numpy.polynomial.legendre.leggauss(count)
    total = torch.zeros_like(activation, dtype=torch.float64)
    for chunk in numpy.array_split(numpy.arange(count), -(-count // 8)):
        alphas = torch.tensor((places[chunk] + 1) / 2, dtype=torch.float32).view(-1, 1, 1, 1)
        gradients = gradient(tail, alphas * activation, precision, target).double()
        total += (gradients * torch.tensor(weights[chunk] / 2).view(-1, 1, 1, 1)).sum(0, keepdim=True)
    return (activation.double() * total).flatten().numpy()


def shares(arguments):
    name, data = arguments.network, arguments.data
    with open(data / "photos/labels.csv", newline="") as file:
        paths = [row["path"] for row in csv.DictReader(file)]
    photos = [paths[k * len(paths) // arguments.photos] for k in range(arguments.photos)]
    head, tail = (part(name, data).to(memory_format=torch.channels_last) for part in (Head, Tail))
    half = Tail(name, data).to(torch.bfloat16, memory_format=torch.channels_last)
    rows = []
    for photo in photos:
        x = torch.from_numpy(prepared(data / "photos" / photo, name))[None]
        with torch.no_grad():
            activation = head(x.contiguous(memory_format=torch.channels_last))
            target = int(tail(activation).flatten().argmax())
        truth = largest(integrated(tail, activation, target, arguments.truth, "single"))
        single, cast, whole = (
            largest(integrated(network, activation, target, RULES[name], precision))
            for network, precision in [(tail, "single"), (tail, "autocast"), (half, "bfloat16")]
        )
        pairs = [(single, truth), (cast, truth), (whole, truth), (single, cast), (single, whole)]
        rows.append([len(a & b) / TOP for a, b in pairs])
        print(name, photo, *(f"{value:.4f}" for value in rows[-1]), flush=True)
    titles = ["single, of the truth", "autocast, of the truth", "bfloat16, of the truth", "autocast, of single's",
              "bfloat16, of single's"]  # fmt: skip
    for title, column in zip(titles, numpy.array(rows).T, strict=True):
        print(f"{name}, {len(rows)} photos: {title}: lowest {column.min():.4f}, median {numpy.median(column):.4f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["rates", "shapes", "shares"])
    parser.add_argument("network", choices=NETWORKS)
    parser.add_argument("--data", default="../shared/data", type=pathlib.Path)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--photos", type=int, default=24)
    parser.add_argument("--truth", type=int, default=200)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    {"rates": rates, "shapes": shapes, "shares": shares}[arguments.what](arguments)


main()
