#!/usr/bin/env python3
"""Times of a network's forward passes with onnxruntime and of its gradients with PyTorch, asked for line by line.

usage: rival.py NAME MODEL.onnx INPUT.npy

Lines are those of network-benchmark: "forward BATCH THREADS SECONDS", "gradient BATCH THREADS SECONDS". The answer is
CPU seconds a sample and seconds by the clock a sample. Gradients are those of one class's score with respect to the
first activation, and begin there. NAME is one of torchvision's networks, taken from there, or anything else, for
which the model file is converted by onnx2torch.
"""

import pathlib
import sys
import tempfile
import time
import warnings

import numpy
import onnx
import onnx.utils
import onnxruntime
import torch
import torchvision

warnings.filterwarnings("ignore")
name, model, sample = sys.argv[1], sys.argv[2], numpy.load(sys.argv[3]).astype(numpy.float32)
if sample.ndim == 3:
    sample = sample[None]


def measure(run, batch, seconds):
    run()
    passes, cpu, wall = 0, time.process_time(), time.perf_counter()
    while passes == 0 or time.perf_counter() - wall < seconds:
        run()
        passes += batch
    return (time.process_time() - cpu) / passes, (time.perf_counter() - wall) / passes


def forward(batch, threads, seconds):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    inputs = {session.get_inputs()[0].name: numpy.repeat(sample, batch, 0)}
    return measure(lambda: session.run(None, inputs), batch, seconds)


def behind_first_activation():
    """The network without its first layer, and what that gives for the sample."""
    if not hasattr(torchvision.models, name):
        return converted()
    torch.manual_seed(0)
    network = getattr(torchvision.models, name)().eval()
    nothing = torch.nn.Identity()
    if name.startswith("resnet"):
        head = torch.nn.Sequential(network.conv1, network.bn1, network.relu)
        network.conv1 = network.bn1 = network.relu = nothing
    elif name.startswith("densenet"):
        head = torch.nn.Sequential(*network.features[:3])
        network.features[0] = network.features[1] = network.features[2] = nothing
    elif name.startswith("mobilenet"):
        head, network.features[0] = network.features[0], nothing
    elif name.startswith("convnext"):
        head, network.features[0][0] = network.features[0][0], nothing
    else:
        head, network.conv_proj = network.conv_proj, nothing
        network.image_size, network.patch_size = 14, 1
    with torch.no_grad():
        return network, head(torch.from_numpy(sample))


def converted():
    import onnx2torch

    whole = onnx.load(model)
    graph = whole.graph
    # What is flattened by a shape taken from the network's input is flattened without it.
    for place, node in enumerate(graph.node):
        if node.op_type == "Gemm":
            pooled = next(other.output[0] for other in graph.node if other.op_type == "GlobalAveragePool")
            graph.node.insert(place, onnx.helper.make_node("Flatten", [pooled], ["flattened"]))
            node.input[0] = "flattened"
            break
    tensor = next(node.output[0] for node in graph.node if node.op_type in ("Relu", "Clip"))
    with tempfile.TemporaryDirectory() as folder:
        parts = []
        for begin, end in [(graph.input[0].name, tensor), (tensor, graph.output[0].name)]:
            path = str(pathlib.Path(folder) / "part.onnx")
            onnx.save(whole, pathlib.Path(folder) / "whole.onnx")
            onnx.utils.extract_model(str(pathlib.Path(folder) / "whole.onnx"), path, [begin], [end])
            parts.append(onnx2torch.convert(path).eval())
    with torch.no_grad():
        return parts[1], parts[0](torch.from_numpy(sample))


tail = None


def gradient(batch, threads, seconds):
    global tail
    torch.set_num_threads(threads)
    if tail is None:
        tail = behind_first_activation()
        for parameter in tail[0].parameters():
            parameter.requires_grad_(False)
    network, activation = tail
    points = activation.repeat(batch, 1, 1, 1).requires_grad_(True)
    return measure(lambda: torch.autograd.grad(network(points)[:, 0].sum(), points), batch, seconds)


print("ready", flush=True)
for line in sys.stdin:
    task, batch, threads, seconds = line.split()
    print(*{"forward": forward, "gradient": gradient}[task](int(batch), int(threads), float(seconds)), flush=True)
