"""Trains a generator of images like the demo's and writes generator.onnx: the decoder of a variational autoencoder.

    python3 train_generator.py

The images come from make_pictures.py, of the training stream; no label is used. The variance of a pixel about the
generator's image is the one that fits best (Rybkin, Daniilidis and Levine, ICML 2021). Needs what train_network.py
needs.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import torch
from make_pictures import SIZE, TRAINING, VALIDATION
from torch import Tensor, nn
from train_network import augment, pictures

SEED = 11
LATENT = 64
BATCH = 64


def decoder() -> nn.Sequential:
    """Latent vectors (N x LATENT, standard normal) to images (N x 3 x SIZE x SIZE, black 0 to white 1)."""

    def double(inputs: int, outputs: int) -> list[nn.Module]:
        convolution = nn.ConvTranspose2d(inputs, outputs, 4, 2, 1, bias=False)
        return [convolution, nn.BatchNorm2d(outputs), nn.ReLU()]

    return nn.Sequential(
        *[nn.Linear(LATENT, 48 * 16, bias=False), nn.BatchNorm1d(48 * 16), nn.ReLU(), nn.Unflatten(1, (48, 4, 4))],
        *[*double(48, 40), *double(40, 32), *double(32, 24)],
        *[nn.ConvTranspose2d(24, 3, 4, 2, 1), nn.Sigmoid()],
    )


def encoder() -> nn.Sequential:
    """Images to means and logarithms of variances of latent vectors (N x 2 LATENT)."""

    def halve(inputs: int, outputs: int) -> list[nn.Module]:
        return [nn.Conv2d(inputs, outputs, 4, 2, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]

    return nn.Sequential(
        *[*halve(3, 24), *halve(24, 32), *halve(32, 48), *halve(48, 64)],
        *[nn.Flatten(), nn.Linear(64 * 16, 2 * LATENT)],
    )


def losses(models: tuple[nn.Module, nn.Module], images: Tensor) -> tuple[Tensor, Tensor]:
    """Mean squared error of a pixel and divergence from the prior, means over the images."""
    mean, log_variance = models[0](images).chunk(2, dim=1)
    latent = mean + torch.randn_like(mean) * (log_variance / 2).exp()
    error = (models[1](latent) - images).square().mean()
    divergence = (mean.square() + log_variance.exp() - log_variance - 1).sum(1).mean() / 2
    return error, divergence


def train(models: tuple[nn.Module, nn.Module], levels: Tensor, epochs: int) -> None:
    parameters = [parameter for model in models for parameter in model.parameters()]
    optimiser = torch.optim.Adam(parameters, lr=2e-3)
    steps = epochs * (len(levels) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=2e-3, total_steps=steps)
    for model in models:
        model.train()
    for epoch in range(epochs):
        order = torch.randperm(len(levels))[: len(levels) // BATCH * BATCH]
        for chosen in order.split(BATCH):
            images = augment(levels[chosen]).float() / 255
            error, divergence = losses(models, images)
            loss = 3 * SIZE * SIZE / 2 * error.log() + divergence
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
        print(f"epoch {epoch + 1}/{epochs}: error {float(error) ** 0.5:.4f}, {float(divergence):.1f} nats", flush=True)


def export(model: nn.Module, path: Path) -> None:
    """Writes ONNX, opset 13: `latent` (N x LATENT) to `image` (N x 3 x SIZE x SIZE)."""
    torch.onnx.export(
        model.eval(),
        (torch.zeros(1, LATENT),),
        str(path),
        input_names=["latent"],
        output_names=["image"],
        dynamic_axes={"latent": {0: "N"}, "image": {0: "N"}},
        opset_version=13,
        dynamo=False,
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Train the demo's generator again.")
    parser.add_argument("--output", type=Path, default=Path(__file__).with_name("generator.onnx"))
    parser.add_argument("--per-class", type=int, default=1000, help="training images of each class")
    parser.add_argument("--epochs", type=int, default=7)
    arguments = parser.parse_args()

    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    start = time.process_time()
    models = encoder(), decoder()
    train(models, pictures(TRAINING, arguments.per_class, stamped=[])[0], arguments.epochs)
    for model in models:
        model.eval()
    with torch.no_grad():
        error, divergence = losses(models, pictures(VALIDATION, 50, stamped=[])[0].float() / 255)
    print(
        f"{sum(p.numel() for p in models[1].parameters())} parameters, {time.process_time() - start:.0f} s;"
        f" other images: root mean squared error {float(error) ** 0.5:.4f} of the range, {float(divergence):.1f} nats"
    )
    export(models[1], arguments.output)
