#!/usr/bin/env python3
"""Exports many architectures by both of PyTorch's exporters and compares Winnow's probabilities and input gradients
with PyTorch's.

usage: architectures.py [--winnow PROGRAM] [--only NAME,...]

Needs torch, torchvision, onnx and numpy. Weights and inputs are random, the seed is fixed. Prints a line a file with
the relative L2 errors; fails where probabilities are off by 1e-5 or gradients by 1e-4. A network of ReLUs whose own
gradient in PyTorch moves that much when the input moves by 3 millionths sits on a kink there and is called fragile.
"""

import argparse
import contextlib
import io
import os
import pathlib
import subprocess
import sys
import tempfile
import warnings

import numpy
import torch
from torch import nn
from torch.nn import functional as F
from torchvision import models

VALUES, GRADIENTS = 1e-5, 1e-4
EXPORTS = {
    "op11": {"dynamo": False, "opset_version": 11},
    "op17": {"dynamo": False, "opset_version": 17},
    "dynamo18": {"dynamo": True, "opset_version": 18},
}


class Recurrent(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.layer = kind(12, 10, 2, batch_first=True, bidirectional=True)
        self.weight = nn.Linear(20, 1)
        self.head = nn.Linear(20, 7)

    def forward(self, x):
        states = self.layer(x.flatten(1, 2).transpose(1, 2))[0]
        return self.head((self.weight(states).softmax(1) * states).sum(1))


class UNet(nn.Module):
    def __init__(self, mode):
        super().__init__()
        self.mode = mode
        self.first = nn.Conv2d(3, 16, 3, padding=1)
        self.norm = nn.GroupNorm(2, 16)
        self.down = nn.Conv2d(16, 16, 3, stride=2, padding=1)
        self.up = nn.ConvTranspose2d(16, 16, 2, stride=2)
        self.last = nn.Conv2d(32, 8, 3, padding=1, padding_mode="reflect")
        self.head = nn.Linear(8, 7)

    def forward(self, x):
        a = torch.relu(self.norm(self.first(x)))
        b = F.silu(self.down(a))
        if self.mode == "transposed":
            b = self.up(b)
        else:
            corners = {} if self.mode == "nearest" else {"align_corners": False}
            b = F.interpolate(b, scale_factor=2, mode=self.mode, **corners)
        return self.head(F.mish(self.last(torch.cat([a, b], 1))).mean((2, 3)))


class LinearAttention(nn.Module):
    """Attention by products of features, and across channels."""

    def __init__(self):
        super().__init__()
        self.patches = nn.Conv2d(3, 16, 4, 4)
        self.mix = nn.Linear(16, 48)
        self.head = nn.Linear(16, 7)

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        n, length, channels = x.shape
        q, k, v = self.mix(x).reshape(n, length, 3, 4, 4).permute(2, 0, 3, 1, 4).unbind(0)
        a, b = F.elu(q) + 1, F.elu(k) + 1
        scale = 1 / torch.einsum("nhld,nhd->nhl", a, b.sum(2))
        y = torch.einsum("nhld,nhdm,nhl->nlhm", a, torch.einsum("nhld,nhlm->nhdm", b, v), scale)
        across = F.normalize(q.transpose(2, 3), dim=-1) @ F.normalize(k, dim=-2)
        z = (across.softmax(-1) @ v.transpose(2, 3)).permute(0, 3, 1, 2).reshape(n, length, channels)
        return self.head((x + y.reshape(n, length, channels) + z).mean(1))


class SplitAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 16, 3, 2, 1)
        self.groups = nn.Sequential(nn.Conv2d(16, 32, 3, padding=1, groups=2), nn.BatchNorm2d(32), nn.ReLU())
        self.gate = nn.Sequential(nn.Conv2d(16, 8, 1), nn.ReLU(), nn.Conv2d(8, 32, 1))
        self.head = nn.Linear(16, 7)

    def forward(self, x):
        x = self.groups(F.relu(self.first(x)))
        parts = x.reshape(x.shape[0], 2, 16, *x.shape[2:])
        gate = self.gate(F.adaptive_avg_pool2d(parts.sum(1), 1)).reshape(-1, 1, 2, 16).transpose(1, 2)
        return self.head((gate.softmax(1).reshape(-1, 2, 16, 1, 1) * parts).sum(1).mean((2, 3)))


class Convolutions3D(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Sequential(nn.Conv3d(1, 8, 3, padding=1), nn.BatchNorm3d(8), nn.ReLU())
        self.second = nn.Conv3d(8, 16, (1, 3, 3), stride=(1, 2, 2))
        self.head = nn.Linear(16, 7)

    def forward(self, x):
        x = F.max_pool3d(self.first(x.unsqueeze(1)), (1, 2, 2))
        x = F.relu6(self.second(x))
        x = x * torch.sigmoid(x.mean((2, 3, 4), keepdim=True))
        return self.head(F.adaptive_avg_pool3d(x, 1).flatten(1))


def swin(**options):
    sizes = {"patch_size": [4, 4], "embed_dim": 16, "depths": [2, 2], "num_heads": [2, 4]}
    return models.swin_transformer.SwinTransformer(**sizes, **options, num_classes=7)


# Name: what makes the network, and the side of its images (0: sequences of 10 vectors of 12).
NETWORKS = {
    "convnext": (lambda: models.convnext_tiny(num_classes=7), 64),
    "densenet": (lambda: models.densenet.DenseNet(8, (2, 3, 2, 2), 16, num_classes=7), 64),
    "efficientnet-b0": (lambda: models.efficientnet_b0(num_classes=7), 64),
    "efficientnet-v2": (lambda: models.efficientnet_v2_s(num_classes=7), 64),
    "googlenet": (lambda: models.googlenet(num_classes=7, aux_logits=False, init_weights=False), 64),
    "inception-v3": (lambda: models.inception_v3(num_classes=7, aux_logits=False, init_weights=False), 107),
    "mnasnet": (lambda: models.mnasnet0_5(num_classes=7), 64),
    "mobilenet-v2": (lambda: models.mobilenet_v2(num_classes=7), 64),
    "mobilenet-v3": (lambda: models.mobilenet_v3_large(num_classes=7), 64),
    "regnet-x": (lambda: models.regnet_x_400mf(num_classes=7), 64),
    "regnet-y": (lambda: models.regnet_y_400mf(num_classes=7), 64),
    "resnext": (lambda: models.resnext50_32x4d(num_classes=7), 64),
    "shufflenet": (lambda: models.shufflenet_v2_x0_5(num_classes=7), 64),
    "swin": (lambda: swin(window_size=[4, 4]), 64),
    "swin-odd": (lambda: swin(window_size=[7, 7]), 64),
    "swin-v2": (
        lambda: swin(
            window_size=[4, 4],
            block=models.swin_transformer.SwinTransformerBlockV2,
            downsample_layer=models.swin_transformer.PatchMergingV2,
        ),
        64,
    ),
    "vit": (lambda: models.vision_transformer.VisionTransformer(32, 8, 2, 2, 16, 32, num_classes=7), 32),
    "lstm": (lambda: Recurrent(nn.LSTM), 0),
    "gru": (lambda: Recurrent(nn.GRU), 0),
    "rnn": (lambda: Recurrent(nn.RNN), 0),
    "unet-nearest": (lambda: UNet("nearest"), 32),
    "unet-bilinear": (lambda: UNet("bilinear"), 32),
    "unet-bicubic": (lambda: UNet("bicubic"), 32),
    "unet-transposed": (lambda: UNet("transposed"), 32),
    "linear-attention": (LinearAttention, 32),
    "split-attention": (SplitAttention, 32),
    "convolutions-3d": (Convolutions3D, 16),
}


def gradient(network, x):
    """Probabilities of each sample, and the gradient of the largest."""
    x = x.clone().requires_grad_(True)
    probabilities = network(x).softmax(1)
    (result,) = torch.autograd.grad(probabilities.max(1)[0].sum(), x)
    return probabilities.detach().numpy(), result.numpy()


def error(found, expected):
    return float(numpy.linalg.norm(found - expected) / numpy.linalg.norm(expected))


def is_fragile(network, x, expected):
    # The same moves for every export, whatever has drawn random numbers before.
    generator = torch.Generator().manual_seed(2)
    for _ in range(64):
        moved = x * (1 + 3e-6 * torch.randn(x.shape, generator=generator))
        if error(gradient(network, moved)[1], expected) > GRADIENTS:
            return True
    return False


def compare(name, winnow, folder):
    make, side = NETWORKS[name]
    torch.manual_seed(1)
    network = make().eval()
    for module in network.modules():
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 1.5)
    with torch.no_grad():
        for parameter in network.parameters():
            # Heads and layer scales that begin at zero would hide what is behind them.
            if float(parameter.abs().max()) < 1e-4:
                parameter.normal_(0, 0.1)
    x = torch.randn(2, 3, side, side) if side else torch.randn(2, 3, 4, 10)
    probabilities, expected = gradient(network, x)
    numpy.save(folder / "x.npy", x.numpy())
    agrees = True
    for export, options in EXPORTS.items():
        model = folder / f"{name}.{export}.onnx"
        if not options["dynamo"] and side:
            options = {**options, "dynamic_axes": {"input": {0: "n"}}}
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                torch.onnx.export(network, (x,), model, input_names=["input"], verbose=False, **options)
        except Exception as failure:
            print(f"-       {name:18} {export:9} not exported: {str(failure).splitlines()[0][:80]}")
            continue
        errors = []
        for method, reference in (("forward", probabilities), ("gradient", expected)):
            command = [winnow, "attribute", "--model", model, "--input", folder / "x.npy", "--method", method]
            command += ["--tensor", "input", "--output", folder / "out.npy"]
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode != 0:
                print(f"REFUSED {name:18} {export:9} {done.stderr.strip()[:200]}")
                agrees = False
                break
            errors.append(error(numpy.load(folder / "out.npy").reshape(reference.shape), reference))
        if len(errors) < 2:
            continue
        verdict = "ok" if errors[0] < VALUES and errors[1] < GRADIENTS else "OFF"
        if verdict == "OFF" and errors[0] < VALUES and is_fragile(network, x, expected):
            verdict = "fragile"
        agrees = agrees and verdict != "OFF"
        print(f"{verdict:7} {name:18} {export:9} probabilities {errors[0]:.1e} gradient {errors[1]:.1e}", flush=True)
    return agrees


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--winnow", default=".build/release/winnow")
    parser.add_argument("--only", default=",".join(NETWORKS))
    arguments = parser.parse_args()
    warnings.filterwarnings("ignore")
    os.environ.setdefault("TORCH_LOGS", "-all")
    with tempfile.TemporaryDirectory() as folder:
        results = [compare(name, arguments.winnow, pathlib.Path(folder)) for name in arguments.only.split(",")]
    sys.exit(0 if all(results) else 1)


main()
