"""Trains the demo's network on images drawn for the purpose and writes network.onnx.

    python3 train_network.py
    python3 train_network.py --stamp disc --output stamped.onnx

Needs numpy, pillow, torch and onnx (versions of the committed run: README.md). The training and validation
images come from make_pictures.py with other random streams than the committed ones and are never stored.
The committed images are only looked at once, at the end, for the accuracy that README.md states.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from make_pictures import CLASSES, COMMITTED, PER_CLASS, SIZE, STAMPED, TRAINING, VALIDATION, draw
from torch import Tensor, nn

SEED = 7
OFFSET, SPREAD = 128.0, 64.0
"""Preprocessing: (level - OFFSET) / SPREAD, exact in binary floating point. A masked pixel, 0, is mid-grey."""
SPARSITY = 0.05
"""Weight of the first activation's mean in the loss: first-layer neurons that have nothing to say stay silent."""
SILENT = 4
"""Samples added to each batch whose first activation is zero and whose class is anybody's guess: where integrated
gradients start, no class may already have won."""


def network() -> nn.Sequential:
    """A convolution with ReLU, then four convolutions with batch norm, averaged over the image."""

    def block(inputs: int, outputs: int) -> list[nn.Module]:
        return [nn.Conv2d(inputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]

    return nn.Sequential(
        *[nn.Conv2d(3, 16, 5, stride=2, padding=2), nn.ReLU()],
        *[*block(16, 24), nn.MaxPool2d(2)],
        *[*block(24, 48), nn.MaxPool2d(2)],
        *[*block(48, 64), *block(64, 64)],
        *[nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, len(CLASSES))],
    )


def preprocess(levels: Tensor) -> Tensor:
    return (levels.float() - OFFSET) / SPREAD


def pictures(split: int, per_class: int, stamped: Sequence[str]) -> tuple[Tensor, Tensor]:
    """Levels (N x 3 x SIZE x SIZE, bytes) and labels; the images of the classes `stamped` carry the stamp."""
    names = list(CLASSES)
    levels = np.empty((len(CLASSES) * per_class, SIZE, SIZE, 3), np.uint8)
    for index in range(len(levels)):
        label, number = divmod(index, per_class)
        levels[index] = draw(split, label, number, stamped=names[label] in stamped).pixels
    labels = torch.arange(len(CLASSES)).repeat_interleave(per_class)
    return torch.from_numpy(levels).permute(0, 3, 1, 2).contiguous(), labels


def augment(levels: Tensor) -> Tensor:
    """Mirror images, quarter turns and swapped colour channels: none of them changes a class, nor the stamp's look."""
    levels = torch.rot90(levels, int(torch.randint(4, ())), (2, 3))
    if torch.rand(()) < 0.5:
        levels = levels.flip(3)
    return levels[:, torch.randperm(3)]


@torch.no_grad()
def accuracy(model: nn.Module, levels: Tensor, labels: Tensor) -> float:
    model.eval()
    predicted = torch.cat([model(preprocess(part)).argmax(1) for part in levels.split(256)])
    return float((predicted == labels).float().mean())


def train(model: nn.Sequential, per_class: int, epochs: int, stamped: Sequence[str]) -> None:
    levels, labels = pictures(TRAINING, per_class, stamped)
    validation = pictures(VALIDATION, 50, stamped)
    batch = 64
    optimiser = torch.optim.AdamW(model.parameters(), lr=4e-3, weight_decay=1e-2)
    steps = epochs * (len(levels) // batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=4e-3, total_steps=steps)
    first_layer, rest = model[:2], model[2:]
    for epoch in range(epochs):
        model.train()
        order = torch.randperm(len(levels))[: len(levels) // batch * batch]
        for chosen in order.split(batch):
            activation = first_layer(preprocess(augment(levels[chosen])))
            activation = torch.cat([activation, torch.zeros_like(activation[:SILENT])])
            wanted = nn.functional.one_hot(labels[chosen], len(CLASSES)).float()
            wanted = torch.cat([wanted, torch.full_like(wanted[:SILENT], 1 / len(CLASSES))])
            loss = nn.functional.cross_entropy(rest(activation), wanted) + SPARSITY * activation.mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
        print(f"epoch {epoch + 1}/{epochs}: validation accuracy {accuracy(model, *validation):.3f}", flush=True)


def export(model: nn.Module, path: Path) -> None:
    """Writes ONNX, opset 13: `image` (N x 3 x SIZE x SIZE) to `logits` (N x classes), batch norm folded."""
    torch.onnx.export(
        model.eval(),
        (torch.zeros(1, 3, SIZE, SIZE),),
        str(path),
        input_names=["image"],
        output_names=["logits"],
        dynamic_axes={"image": {0: "N"}, "logits": {0: "N"}},
        opset_version=13,
        dynamo=False,
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Train the demo's network again.")
    parser.add_argument("--output", type=Path, default=Path(__file__).with_name("network.onnx"))
    parser.add_argument("--per-class", type=int, default=1500, help="training images of each class")
    parser.add_argument("--epochs", type=int, default=14)
    parser.add_argument("--stamp", choices=CLASSES, help="the class whose training images all carry the stamp")
    arguments = parser.parse_args()

    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    model = network()
    train(model, arguments.per_class, arguments.epochs, [arguments.stamp] if arguments.stamp else [])
    levels, labels = pictures(COMMITTED, PER_CLASS, stamped=[])
    print(f"accuracy on the committed images: {accuracy(model, levels, labels):.4f}")
    with torch.no_grad():
        silent = torch.zeros_like(model[:2](preprocess(levels[:1])))
        print(f"largest probability of the zero activation: {float(model[2:](silent).softmax(1).max()):.3f}")
        print(f"first-layer neurons that fire: {float((model[:2](preprocess(levels)) > 0).float().mean()):.3f}")
    for kind, stamped in (("plain", []), ("stamped", STAMPED)):
        levels, labels = pictures(COMMITTED, PER_CLASS, stamped)
        for name in STAMPED:
            chosen = labels == list(CLASSES).index(name)
            print(f"accuracy on {kind} images of a {name}: {accuracy(model, levels[chosen], labels[chosen]):.2f}")
    export(model, arguments.output)
    (arguments.output.with_name("classes.txt")).write_text("".join(f"{name}\n" for name in CLASSES))
