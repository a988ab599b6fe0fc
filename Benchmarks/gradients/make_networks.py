#!/usr/bin/env python3
"""Writes networks of torchvision (ResNet-18 and DenseNet-121) with random weights as ONNX files, and an input for each.

usage: make_networks.py FOLDER [NAME ...]

Needs torch, torchvision and onnx. Batch normalization gets the statistics of random inputs, so that values neither die
out nor explode; the seed is fixed.
"""

import pathlib
import sys
import warnings

import numpy
import torch
import torchvision

warnings.filterwarnings("ignore")
folder = pathlib.Path(sys.argv[1])
for name in sys.argv[2:] or ("resnet18", "densenet121"):
    torch.manual_seed(0)
    network = getattr(torchvision.models, name)()
    sample = torch.randn(4, 3, 224, 224)
    network.train()
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.momentum = 1.0
    with torch.no_grad():
        network(sample)
    network.eval()
    torch.onnx.export(
        network,
        (sample[:1],),
        folder / f"{name}.onnx",
        input_names=["input"],
        output_names=["logits"],
        dynamic_axes={"input": {0: "batch"}, "logits": {0: "batch"}},
        opset_version=17,
        dynamo=False,
    )
    numpy.save(folder / f"{name}.npy", sample[0].numpy())
