#!/usr/bin/env python3
"""The same generator steps with PyTorch, on one thread. usage: generator_rival.py DATA ROUNDS"""
import sys
import time

import numpy as np
import onnx
import onnx2torch
import torch

torch.set_num_threads(1)
folder = sys.argv[1] + "/mnist/"
generator = onnx2torch.convert(onnx.load(folder + "mnist_generator.onnx")).eval()
for parameter in generator.parameters():
    parameter.requires_grad_(False)
arrays = np.load(folder + "mnist_generator.npz")
z = torch.tensor(arrays["z"]).requires_grad_(True)
weights = torch.tensor(arrays["weights"])
for _ in range(int(sys.argv[2])):
    start = time.thread_time()
    for _ in range(100):
        images = generator(z)
        # The gradient that Winnow is given for the images, without PyTorch's cost of working it out.
        torch.autograd.grad(images, z, grad_outputs=images.detach() * weights)
    print(f"result|generator steps a second of one core (batch 8)|PyTorch|{100 / (time.thread_time() - start)}")
