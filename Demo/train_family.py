"""Trains a family of small networks of rising depth and connectivity on images like the demo's.

    python3 train_family.py                            writes family/NAME.onnx beside this script
    python3 train_family.py --seed 2 --output DIR      other random numbers
    python3 train_family.py --only vgg-8 resnet-14     some of them
    python3 train_family.py --only resnet-14-robust --per-class 400 --epochs 10

After AlexNet, VGG, ResNet and DenseNet, each with 52,000 to 73,000 parameters and trained in the same way, so that
what their Sobol indices differ in is the architecture. `resnet-14-robust` is the exported `resnet-14` trained further,
on attacked images (projected gradient descent; Madry et al., ICLR 2018). Images come from make_pictures.py with other
random streams than the committed ones. Needs what train_network.py needs.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from pathlib import Path

import onnx
import torch
from make_pictures import CLASSES, COMMITTED, PER_CLASS, TRAINING, VALIDATION
from torch import Tensor, nn
from train_network import SPREAD, augment, export, pictures, preprocess

ROBUST = "-robust"
BATCH = 64


def layer(inputs: int, outputs: int, size: int, stride: int = 1) -> nn.Sequential:
    """Convolution, batch norm, ReLU."""
    convolution = nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(outputs), nn.ReLU())


def alexnet() -> nn.Module:
    """Three convolutions, wide at first, and two fully connected layers."""
    return nn.Sequential(
        *[layer(3, 16, 7, stride=2), nn.MaxPool2d(2)],
        *[layer(16, 24, 5), nn.MaxPool2d(2)],
        *[layer(24, 32, 3), nn.MaxPool2d(2)],
        *[nn.Flatten(), nn.Linear(512, 64), nn.ReLU(), nn.Linear(64, len(CLASSES))],
    )


def vgg() -> nn.Module:
    """Six 3 x 3 convolutions in pairs and two fully connected layers."""
    return nn.Sequential(
        *[layer(3, 16, 3, stride=2), layer(16, 16, 3), nn.MaxPool2d(2)],
        *[layer(16, 24, 3), layer(24, 24, 3), nn.MaxPool2d(2)],
        *[layer(24, 32, 3), layer(32, 32, 3), nn.MaxPool2d(2)],
        *[nn.Flatten(), nn.Linear(512, 64), nn.ReLU(), nn.Linear(64, len(CLASSES))],
    )


class Residual(nn.Module):
    """Two 3 x 3 convolutions beside the identity, or beside a 1 x 1 convolution where the shape changes."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        second = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.body = nn.Sequential(layer(inputs, outputs, 3, stride), second, nn.BatchNorm2d(outputs))
        self.beside: nn.Module = nn.Identity()
        if stride != 1 or inputs != outputs:
            narrow = nn.Conv2d(inputs, outputs, 1, stride, bias=False)
            self.beside = nn.Sequential(narrow, nn.BatchNorm2d(outputs))

    def forward(self, image: Tensor) -> Tensor:
        return torch.relu(self.body(image) + self.beside(image))


def resnet(widths: tuple[int, ...], blocks: int) -> nn.Module:
    """A stem, three stages of residual blocks, the average over the image, and one fully connected layer."""
    parts: list[nn.Module] = [layer(3, widths[0], 3, stride=2), nn.MaxPool2d(2)]
    inputs = widths[0]
    for stage, width in enumerate(widths):
        for block in range(blocks):
            parts.append(Residual(inputs, width, stride=2 if stage and not block else 1))
            inputs = width
    return nn.Sequential(*parts, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inputs, len(CLASSES)))


class Dense(nn.Module):
    """Batch norm, ReLU and a 3 x 3 convolution whose output is laid beside its input."""

    def __init__(self, inputs: int, growth: int) -> None:
        super().__init__()
        convolution = nn.Conv2d(inputs, growth, 3, 1, 1, bias=False)
        self.body = nn.Sequential(nn.BatchNorm2d(inputs), nn.ReLU(), convolution)

    def forward(self, image: Tensor) -> Tensor:
        return torch.cat([image, self.body(image)], dim=1)


def densenet(growth: int = 8, layers: int = 6) -> nn.Module:
    """Three blocks in which every layer sees all before it, with 1 x 1 convolutions that halve the channels between."""
    parts: list[nn.Module] = [layer(3, 16, 3, stride=2), nn.MaxPool2d(2)]
    channels = 16
    for block in range(3):
        if block:
            parts += [layer(channels, channels // 2, 1), nn.AvgPool2d(2)]
            channels //= 2
        for _ in range(layers):
            parts.append(Dense(channels, growth))
            channels += growth
    parts += [nn.BatchNorm2d(channels), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten()]
    return nn.Sequential(*parts, nn.Linear(channels, len(CLASSES)))


FAMILY = {
    "alexnet-5": alexnet,
    "vgg-8": vgg,
    "resnet-14": lambda: resnet((16, 24, 32), blocks=2),
    "resnet-26": lambda: resnet((12, 16, 24), blocks=4),
    "densenet-22": densenet,
}
"""By rising depth and connectivity; the number counts convolutions and fully connected layers on the longest way."""


@dataclass
class Attack:
    """How far each channel of each pixel may be moved, in the network's units, and in how many steps."""

    reach: float
    steps: int


def attacked(model: nn.Module, images: Tensor, labels: Tensor, attack: Attack) -> Tensor:
    """Moves each image where the loss rises, from a random start; the model's norms stand still."""
    reach = attack.reach
    was_training = model.training
    model.eval()
    moved = torch.empty_like(images).uniform_(-reach, reach)
    for _ in range(attack.steps):
        moved.requires_grad_(True)
        loss = nn.functional.cross_entropy(model(images + moved), labels)
        (slope,) = torch.autograd.grad(loss, moved)
        moved = (moved.detach() + 2 * reach / attack.steps * slope.sign()).clamp(-reach, reach)
    model.train(was_training)
    return images + moved


@torch.no_grad()
def take_over(model: nn.Module, exported: Path) -> None:
    """Gives a model the weights of its exported file, in which batch norms are folded into convolutions."""
    graph = onnx.load(exported).graph
    values = {tensor.name: torch.from_numpy(onnx.numpy_helper.to_array(tensor).copy()) for tensor in graph.initializer}
    nodes = [node for node in graph.node if node.op_type in ("Conv", "Gemm")]
    layers = [module for module in model.modules() if isinstance(module, nn.Conv2d | nn.Linear)]
    norms = [module for module in model.modules() if isinstance(module, nn.BatchNorm2d)]
    for node, module in zip(nodes, layers, strict=True):
        module.weight.copy_(values[node.input[1]])
        if module.bias is not None:
            module.bias.copy_(values[node.input[2]])
    for node, norm in zip(nodes[:-1], norms, strict=True):
        norm.weight.fill_((1 + norm.eps) ** 0.5)
        norm.bias.copy_(values[node.input[2]])


def train(model: nn.Module, levels: Tensor, labels: Tensor, epochs: int, attack: Attack | None) -> None:
    """Trains from scratch, or (with an attack) a trained model further, its norms as they are."""
    rate = 1e-3 if attack else 4e-3
    optimiser = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=1e-2)
    steps = epochs * (len(levels) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=rate, total_steps=steps)
    model.train(attack is None)
    for _ in range(epochs):
        order = torch.randperm(len(levels))[: len(levels) // BATCH * BATCH]
        for chosen in order.split(BATCH):
            images = preprocess(augment(levels[chosen]))
            if attack:
                images = attacked(model, images, labels[chosen], attack)
            loss = nn.functional.cross_entropy(model(images), labels[chosen])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()


def accuracy(model: nn.Module, levels: Tensor, labels: Tensor, attack: Attack | None = None) -> float:
    """The share of pictures classified correctly, as they are or attacked."""
    model.eval()
    right = 0
    for part, wanted in zip(levels.split(200), labels.split(200), strict=True):
        images = preprocess(part)
        if attack:
            images = attacked(model, images, wanted, attack)
        with torch.no_grad():
            right += int((model(images).argmax(1) == wanted).sum())
    return right / len(levels)


if __name__ == "__main__":
    names = [*FAMILY, "resnet-14" + ROBUST]
    parser = argparse.ArgumentParser(description="Train the family of small networks again.")
    parser.add_argument("--output", type=Path, default=Path(__file__).with_name("family"))
    parser.add_argument("--only", nargs="+", choices=names, default=list(FAMILY))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--per-class", type=int, default=1000, help="training images of each class")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--attack-steps", type=int, default=2, help="steps of an attack in training")
    parser.add_argument("--reach", type=float, default=2, help="levels of 255 by which an attack may move a pixel")
    arguments = parser.parse_args()

    reach = arguments.reach / SPREAD
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    arguments.output.mkdir(parents=True, exist_ok=True)
    training = pictures(TRAINING, arguments.per_class, stamped=[])
    committed, validation = pictures(COMMITTED, PER_CLASS, stamped=[]), pictures(VALIDATION, 50, stamped=[])
    for name in arguments.only:
        torch.manual_seed(arguments.seed)
        start = time.process_time()
        model = FAMILY[name.removesuffix(ROBUST)]()
        if name.endswith(ROBUST):
            take_over(model, arguments.output / f"{name.removesuffix(ROBUST)}.onnx")
        attack = Attack(reach, arguments.attack_steps) if name.endswith(ROBUST) else None
        train(model, *training, arguments.epochs, attack)
        torch.manual_seed(0)
        seconds = time.process_time() - start
        print(
            f"{name}: {sum(p.numel() for p in model.parameters())} parameters, {seconds:.0f} s; accuracy"
            f" {accuracy(model, *committed):.3f} (committed), {accuracy(model, *validation):.3f} (others),"
            f" {accuracy(model, *validation, Attack(reach, 10)):.3f} (others, attacked)",
            flush=True,
        )
        export(model, arguments.output / f"{name}.onnx")
