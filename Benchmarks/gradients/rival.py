#!/usr/bin/env python3
"""Integrated gradients of the predicted class's probability with PyTorch.

usage: rival.py MODEL.onnx TENSOR POINTS THREADS INPUT.npy ...
"""

import json
import os
import sys
import tempfile

import numpy
import onnx
import onnx.utils
import onnx2torch
import torch

model, tensor, points, threads, inputs = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5:]
torch.set_num_threads(threads)
graph = onnx.load(model).graph
with tempfile.TemporaryDirectory() as folder:
    parts = []
    for name, begin, end in [("head", graph.input[0].name, tensor), ("tail", tensor, graph.output[0].name)]:
        path = os.path.join(folder, name + ".onnx")
        onnx.utils.extract_model(model, path, [begin], [end])
        part = onnx2torch.convert(path).eval()
        for parameter in part.parameters():
            parameter.requires_grad_(False)
        parts.append(part)
head, tail = parts


def probabilities(activation):
    scores = tail(activation)
    sums_to_one = torch.allclose(scores.sum(1), torch.ones(len(scores)), atol=1e-3) and bool((scores >= 0).all())
    return scores if sums_to_one else scores.softmax(1)


for path in inputs:
    with torch.no_grad():
        activation = head(torch.from_numpy(numpy.load(path))[None])
        before = probabilities(torch.zeros_like(activation))[0]
        after = probabilities(activation)[0]
    target = int(after.argmax())
    total = torch.zeros_like(activation, dtype=torch.float64)
    for alphas in torch.linspace(0, 1, points).split(25):
        path_points = (alphas.view(-1, *[1] * (activation.dim() - 1)) * activation).requires_grad_(True)
        (gradient,) = torch.autograd.grad(probabilities(path_points)[:, target].sum(), path_points)
        total += gradient.double().sum(0, keepdim=True)
    attribution = activation.double() * total / points
    delta = float(attribution.sum() - (after[target] - before[target]))
    print(json.dumps({"input": path, "target": target, "probability": float(after[target]), "delta": delta}))
