#!/usr/bin/env python3
"""Writes Tests/ExplainingTests/SMUG/RankingValues.swift: SMUG's five rankings of the demo network's first-layer
neurons, computed with PyTorch and SciPy, for NeuronRankingTests.

    pip install torch onnx onnx2torch scipy pillow numpy
    scripts/generate-ranking-values.py
"""

import pathlib

import numpy
import onnx
import torch
from onnx2torch import convert
from PIL import Image
from scipy.ndimage import gaussian_filter

PROJECT = pathlib.Path(__file__).resolve().parent.parent
# Not too sure a prediction: gradients of a probability near 1 vanish in single precision.
PICTURE = "pictures/crescent/007.png"
POINTS = 200
SAMPLED = 48


class Parts(torch.nn.Module):
    """The network cut behind its first convolution, in double precision."""

    def __init__(self):
        super().__init__()
        self.graph = convert(onnx.load(PROJECT / "Demo/network.onnx")).double().eval()
        modules = dict(self.graph.named_modules())
        self.names = [node for node in self.graph.graph.nodes if node.op == "call_module"]
        self.first = modules[self.names[0].target]
        assert isinstance(self.first, torch.nn.Conv2d)
        assert isinstance(modules[self.names[1].target], torch.nn.ReLU)
        self.activation = modules[self.names[1].target]

    def tail(self, activation):
        """Probabilities from the first activation: the hook replaces what the ReLU gives."""
        handle = self.activation.register_forward_hook(lambda *_: activation)
        try:
            size = (activation.shape[0], 3, 64, 64)
            logits = self.graph(torch.zeros(size, dtype=torch.float64))
        finally:
            handle.remove()
        return torch.softmax(logits, 1)

    def gradient(self, activation, target):
        activation = activation.detach().requires_grad_(True)
        return torch.autograd.grad(self.tail(activation)[:, target].sum(), activation)[0]


def main():
    parts = Parts()
    levels = numpy.asarray(Image.open(PROJECT / "Demo" / PICTURE).convert("RGB"), dtype=numpy.float64)
    image = ((levels - 128) / 64).transpose(2, 0, 1)

    def layer(values):
        return parts.first(torch.tensor(values[None], dtype=torch.float64)).detach()

    before = layer(image)
    after = before.clamp(min=0)
    target = int(parts.tail(after).argmax())

    def integrated(start):
        total = torch.zeros_like(after)
        for alpha in torch.linspace(0, 1, POINTS, dtype=torch.float64):
            total += parts.gradient(start + alpha * (after - start), target)
        return (after - start) * total / POINTS

    black = layer(numpy.full((3, 64, 64), (0 - 128) / 64)).clamp(min=0)
    white = layer(numpy.full((3, 64, 64), (255 - 128) / 64)).clamp(min=0)
    blurred = numpy.stack([gaussian_filter(channel, 3, mode="constant") for channel in image])
    rankings = {
        "ig": integrated(torch.zeros_like(after)),
        "ig-black-white": (integrated(black) + integrated(white)) / 2,
        "activation": before,
        "gradient": parts.gradient(after, target),
        "blurred-gradient": parts.gradient(layer(blurred).clamp(min=0), target),
    }
    lines = [
        "// Written by scripts/generate-ranking-values.py with PyTorch and SciPy, in double precision.",
        "",
        "/// SMUG's rankings of the demo network's first-layer neurons for one picture.",
        "enum RankingValues {",
        f'  static let picture = "{PICTURE}"',
        f"  static let target = {target}",
        "",
        "  struct Ranking: Sendable {",
        "    /// Neurons, the best first.",
        "    var top: [Int]",
        "    /// Values of every 341st neuron.",
        "    var sampled: [Double]",
        "    /// L2 norm of all values.",
        "    var norm: Double",
        "  }",
        "",
        "  static let stride = 341",
        "",
        "  static let all: [String: Ranking] = [",
    ]
    for name, values in rankings.items():
        flat = values.detach().numpy().ravel()
        assert flat.size // 341 >= SAMPLED, flat.size
        top = ", ".join(map(str, numpy.argsort(-flat, kind="stable")[:24]))
        sampled = [f"{value:.9e}" for value in flat[::341][:SAMPLED]]
        lines += [
            f'    "{name}": Ranking(',
            f"      top: [{top}],",
            "      sampled: [",
        ]
        lines += ["        " + ", ".join(sampled[i : i + 6]) + "," for i in range(0, SAMPLED, 6)]
        lines += ["      ],", f"      norm: {numpy.linalg.norm(flat):.12e}),"]
    lines += ["  ]", "}", ""]
    (PROJECT / "Tests/ExplainingTests/SMUG/RankingValues.swift").write_text("\n".join(lines))


if __name__ == "__main__":
    main()
