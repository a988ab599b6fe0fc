#!/usr/bin/env python3
"""Runs a SMUG job on networks as people export them, and writes the table of docs/exported-networks.md.

usage: run.py [--winnow PROGRAM] [--image FILE] [--only NAME]... [--exporter NAME]... [--write PAGE]

Needs torch, torchvision and onnx, and onnxscript for torch.export. The architectures are torchvision's at full width,
and some small ones for what torchvision does not have; weights are random with a fixed seed and images have 64 pixels
(Inception's 107), since what matters is the graph. Each is exported by PyTorch's TorchScript exporter (opset 17) and by
torch.export (opset 18); the two rows are one where they say the same.
A network must either give a mask, or be refused by a sentence with the documented exit code: anything else fails.
"""

import argparse
import contextlib
import csv
import io
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import warnings

import torch
from torch import nn
from torch.nn import functional as F
from torchvision import models

EXPORTS = {
    "TorchScript": {"dynamo": False, "opset_version": 17},
    "torch.export": {"dynamo": True, "opset_version": 18},
}
# Winnow's exit code for a model that it does not take.
REFUSED = 65
START, END = "<!-- the table: make exported-networks -->", "<!-- end of the table -->"


class Focus(nn.Module):
    """YOLOv5's first stem: every second pixel of every second row, four times, as channels."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(12, 32, 3, padding=1, bias=False), nn.BatchNorm2d(32), nn.SiLU())

    def forward(self, x):
        x = torch.cat([x[..., ::2, ::2], x[..., 1::2, ::2], x[..., ::2, 1::2], x[..., 1::2, 1::2]], 1)
        return self.stem(x)


class YOLO(nn.Module):
    """A stem, two stages with SiLU, and a head for classes or for boxes."""

    def __init__(self, stem, head="classes"):
        super().__init__()
        self.stem = stem
        self.body = nn.Sequential(self.step(32, 64), self.step(64, 128))
        self.head, self.classes, self.boxes = head, nn.Linear(128, 80), nn.Conv2d(128, 85, 1)

    @staticmethod
    def step(a, b):
        return nn.Sequential(nn.Conv2d(a, b, 3, 2, 1, bias=False), nn.BatchNorm2d(b), nn.SiLU())

    def forward(self, x):
        x = self.body(self.stem(x))
        return self.boxes(x).flatten(2).transpose(1, 2) if self.head == "boxes" else self.classes(x.mean((2, 3)))


class Patches(nn.Module):
    """Patches put together by Reshape and Transpose and embedded by a matrix, as vision transformers outside
    torchvision do; then an encoder layer."""

    def __init__(self, norm):
        super().__init__()
        self.norm = nn.LayerNorm(768) if norm else nn.Identity()
        self.embedding = nn.Linear(768, 64)
        self.position = nn.Parameter(torch.randn(1, 16, 64) * 0.02)
        self.mix, self.head = nn.Linear(64, 192), nn.Linear(64, 10)

    def forward(self, x):
        n = x.shape[0]
        x = x.reshape(n, 3, 4, 16, 4, 16).permute(0, 2, 4, 3, 5, 1).reshape(n, 16, 768)
        x = self.embedding(self.norm(x)) + self.position
        q, k, v = self.mix(F.layer_norm(x, (64,))).chunk(3, -1)
        x = x + (q @ k.transpose(1, 2) / 8).softmax(-1) @ v
        return self.head(F.gelu(x).mean(1))


class Mixer(nn.Module):
    def __init__(self):
        super().__init__()
        self.patches = nn.Conv2d(3, 64, 16, 16)
        self.tokens = nn.Sequential(nn.Linear(16, 96), nn.GELU(), nn.Linear(96, 16))
        self.channels = nn.Sequential(nn.Linear(64, 128), nn.GELU(), nn.Linear(128, 64))
        self.norms = nn.ModuleList([nn.LayerNorm(64) for _ in range(2)])
        self.head = nn.Linear(64, 10)

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = x + self.tokens(self.norms[0](x).transpose(1, 2)).transpose(1, 2)
        return self.head((x + self.channels(self.norms[1](x))).mean(1))


class Stemmed(nn.Module):
    """A ReLU network behind something else."""

    def __init__(self, first, channels=3, classes=10, last=None):
        super().__init__()
        self.first = first
        self.body = nn.Sequential(nn.Conv2d(channels, 32, 3, 2, 1), nn.BatchNorm2d(32), nn.ReLU(), YOLO.step(32, 64))
        self.head, self.last = nn.Linear(64, classes), last or nn.Identity()

    def forward(self, x):
        return self.last(self.head(self.body(self.first(x)).mean((2, 3))))


class Function(nn.Module):
    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)


def normalization(x):
    """Levels 0 to 255, channels last, as a server gets them."""
    mean, std = torch.tensor([123.675, 116.28, 103.53]), torch.tensor([58.395, 57.12, 57.375])
    return ((x - mean) / std).permute(0, 3, 1, 2)


def plain_stem():
    return nn.Sequential(nn.Conv2d(3, 32, 3, 2, 1, bias=False), nn.BatchNorm2d(32), nn.SiLU())


def instance(x):
    return (x - x.mean((2, 3), keepdim=True)) / (x.std((2, 3), keepdim=True) + 1e-5)


def torchvision_network(make, **options):
    return lambda: make(weights=None, **options)


inception = {"aux_logits": False, "init_weights": False}
# Name: what makes the network, and its images' [channels, height, width] or [height, width, channels].
NETWORKS = {
    "ConvNeXt tiny": (torchvision_network(models.convnext_tiny), (3, 64, 64)),
    "ViT-B/16": (torchvision_network(models.vit_b_16, image_size=64), (3, 64, 64)),
    "Swin tiny": (torchvision_network(models.swin_t), (3, 64, 64)),
    "MobileNetV3 large": (torchvision_network(models.mobilenet_v3_large), (3, 64, 64)),
    "EfficientNet-B0": (torchvision_network(models.efficientnet_b0), (3, 64, 64)),
    "RegNetY 400MF": (torchvision_network(models.regnet_y_400mf), (3, 64, 64)),
    "ResNet-50": (torchvision_network(models.resnet50), (3, 64, 64)),
    "DenseNet-121": (torchvision_network(models.densenet121), (3, 64, 64)),
    "Inception v3": (torchvision_network(models.inception_v3, transform_input=True, **inception), (3, 107, 107)),
    "GoogLeNet": (torchvision_network(models.googlenet, transform_input=True, **inception), (3, 64, 64)),
    "ShuffleNetV2": (torchvision_network(models.shufflenet_v2_x1_0), (3, 64, 64)),
    "YOLO, Focus stem": (lambda: YOLO(Focus()), (3, 64, 64)),
    "YOLO, convolution stem": (lambda: YOLO(plain_stem()), (3, 64, 64)),
    "YOLO, boxes": (lambda: YOLO(plain_stem(), "boxes"), (3, 64, 64)),
    "MLP-Mixer": (Mixer, (3, 64, 64)),
    "ViT, patches by a matrix": (lambda: Patches(False), (3, 64, 64)),
    "ViT, LayerNorm before its patches": (lambda: Patches(True), (3, 64, 64)),
    "space-to-depth stem": (lambda: Stemmed(nn.PixelUnshuffle(4), 48), (3, 64, 64)),
    "images channels last, normalization inside": (lambda: Stemmed(Function(normalization)), (64, 64, 3)),
    "average pooling first": (lambda: Stemmed(nn.AvgPool2d(2)), (3, 64, 64)),
    "grey by the mean over channels": (
        lambda: Stemmed(Function(lambda x: x.mean(1, keepdim=True)), 1), (3, 64, 64)),
    "bilinear resize first": (lambda: Stemmed(nn.Upsample(scale_factor=0.5, mode="bilinear")), (3, 64, 64)),
    "labels by sigmoids": (lambda: Stemmed(nn.Identity(), last=nn.Sigmoid()), (3, 64, 64)),
    "one sigmoid": (lambda: Stemmed(nn.Identity(), classes=1, last=nn.Sigmoid()), (3, 64, 64)),
    "maximum pooling first": (lambda: Stemmed(nn.MaxPool2d(2)), (3, 64, 64)),
    "normalization by the image's own mean": (lambda: Stemmed(Function(instance)), (3, 64, 64)),
    "segmentation": (lambda: nn.Sequential(plain_stem(), nn.Conv2d(32, 21, 1)), (3, 64, 64)),
}

JOB = """name: exported
model: {{file: {model}}}
data: {{folder: {images}, layout: flat}}
preprocessing: {{resize: {{width: {width}, height: {height}}}, {values}}}
methods: [{{smug: {{integration: {{rule: gauss-legendre, points: 4}}}}}}]
overlays: 0
"""
# As torchvision's networks want them, and as levels.
SCALED = "scale: 0.00392156862745098, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]"
LEVELS = "scale: 1"


def make(name):
    torch.manual_seed(1)
    network = NETWORKS[name][0]().eval()
    for module in network.modules():
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 1.5)
    with torch.no_grad():
        for parameter in network.parameters():
            # Heads that begin at zero would give every class the same score.
            if float(parameter.abs().max()) < 1e-4:
                parameter.normal_(0, 0.1)
    return network


def explain(model, name, arguments, folder):
    """What a job says about one image: a row of its results, or the sentence with which it is refused."""
    shape = NETWORKS[name][1]
    is_last = shape[2] == 3
    height, width = shape[:2] if is_last else shape[1:]
    job = folder / "job.yaml"
    images = folder / "images"
    images.mkdir()
    (images / arguments.image.name).write_bytes(arguments.image.read_bytes())
    values = LEVELS if is_last else SCALED
    job.write_text(JOB.format(model=model, images=images, width=width, height=height, values=values))
    run = folder / "run"
    done = subprocess.run([arguments.winnow, "run", job, "--output", run], capture_output=True, text=True)
    if done.returncode == 0:
        with open(run / "results.csv", newline="") as file:
            row = next(csv.DictReader(file))
        return row if row["status"] != "failed" else row["message"]
    if done.returncode != REFUSED or not done.stderr.strip():
        raise SystemExit(f"{name}: exit code {done.returncode}\n{done.stderr}")
    return done.stderr.strip().splitlines()[-1].removeprefix("Error: ")


def first_layer(model, arguments):
    text = subprocess.run([arguments.winnow, "inspect", model], capture_output=True, text=True).stdout
    window = re.search(r"window +([\dx ]+), strides ([\dx ]+),", text)
    activation = re.search(r"activation (\S+)", text)
    kind = f"{window[1].replace(' ', '')}, stride {window[2].split()[0]}" if window else "a matrix"
    return f"{kind}, {'no activation' if activation[1] == 'none' else activation[1]}" if activation else ""


def cells(name, export, arguments):
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        model = folder / "model.onnx"
        shape = NETWORKS[name][1]
        options = dict(EXPORTS[export])
        if not options["dynamo"]:
            options["dynamic_axes"] = {"input": {0: "n"}}
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            torch.onnx.export(
                make(name), (torch.randn(1, *shape),), model, input_names=["input"], verbose=False, **options)
        found = explain(model, name, arguments, folder)
        layer = first_layer(model, arguments)
    if isinstance(found, str):
        sentence = found.replace(str(model), "model.onnx").replace(model.name, "model.onnx").replace("|", "\\|")
        return "", "refused", f"*{sentence}*"
    area = f"{100 * float(found['area']):.1f} %" if found["area"] else ""
    return layer, found["status"], f"keeps {area} for {int(float(found['constraints']))} neurons"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--winnow", default=".build/release/winnow", type=lambda text: pathlib.Path(text).resolve())
    parser.add_argument("--image", default="Demo/pictures/star/000.png", type=pathlib.Path)
    parser.add_argument("--only", action="append", choices=NETWORKS, metavar="NAME")
    parser.add_argument("--exporter", action="append", choices=EXPORTS, metavar="NAME")
    parser.add_argument("--write", type=pathlib.Path, help="the page whose table is replaced")
    arguments = parser.parse_args()
    warnings.filterwarnings("ignore")
    os.environ.setdefault("TORCH_LOGS", "-all")
    lines = ["| network | exporter | first layer | status | mask, or why not |", "|---|---|---|---|---|"]
    for name in arguments.only or NETWORKS:
        rows = {export: cells(name, export, arguments) for export in arguments.exporter or EXPORTS}
        if len(rows) == len(EXPORTS) and len(set(rows.values())) == 1:
            rows = {"both": next(iter(rows.values()))}
        for export, row in rows.items():
            lines.append(f"| {name} | {export} | " + " | ".join(row) + " |")
            print(lines[-1], flush=True)
    if arguments.write:
        page = arguments.write.read_text()
        before, after = page.split(START)[0], page.split(END)[1]
        arguments.write.write_text(before + START + "\n" + "\n".join(lines) + "\n" + END + after)


if __name__ == "__main__":
    sys.exit(main())
