#!/usr/bin/env python3
"""Prints the values of Tests/ExplainingTests/Model/SigmoidReferenceTests.swift: probabilities and integrated gradients
of small networks that end in sigmoids, by PyTorch in double precision. Needs torch."""

import torch
from torch.nn import functional as F


def numbers(count, step, divisor, *shape):
    values = [((i * step + i // 7) % 11 - 5) / divisor for i in range(count)]
    return torch.tensor(values, dtype=torch.float64).reshape(shape)


for outputs in (1, 4):
    kernel, bias = numbers(54, 37, 10, 3, 2, 3, 3), numbers(3, 17, 20, 3)
    weights, shift = numbers(12 * outputs, 53, 8, outputs, 12), numbers(outputs, 29, 6, outputs)
    image = numbers(32, 29, 6, 1, 2, 4, 4)
    activation = F.relu(F.conv2d(image, kernel, bias))

    def probability(r, target):
        sigmoids = torch.sigmoid(r.flatten(1) @ weights.T + shift)[0]  # noqa: B023
        if len(sigmoids) > 1:
            return sigmoids[target]
        return sigmoids[0] if target == 1 else 1 - sigmoids[0]

    for target in range(max(2, outputs)):
        total = torch.zeros_like(activation)
        for point in range(20):
            r = (activation * point / 19).requires_grad_(True)
            total += torch.autograd.grad(probability(r, target), r)[0] / 20
        values = ", ".join(f"{v:.9g}" for v in (activation * total).flatten().tolist())
        print(f"outputs: {outputs}, target: {target}, probability: {probability(activation, target):.9g}")
        print(f"  gradients: [{values}]")
