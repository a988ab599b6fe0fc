#!/usr/bin/env python3
"""How well the adaptive rule of integrated gradients does on photos: points, and what it finds of the largest values.

usage: adaptive.py [--winnow PROGRAM] [--data FOLDER] [--photos 40] [--networks efficientnet-lite0,squeezenet11]

FOLDER holds models/*.onnx and photos/labels.csv; the photos are evenly spaced over that list. The truth is a rule of
400 Gauss-Legendre points. A line for each photo: points, share of the true top 3000, relative L2 error of all values,
the rule's own estimate of it. Needs numpy and Pillow.
"""

import argparse
import csv
import json
import pathlib
import subprocess
import tempfile

import numpy
from PIL import Image

TOP = 3000
# Shorter side's filter, crop, and what makes the network's input of a crop's levels.
NETWORKS = {
    "efficientnet-lite0": (Image.BICUBIC, 224, lambda x: (x - 127) / 128),
    "squeezenet11": (Image.BILINEAR, 227, lambda x: x[..., ::-1] - numpy.array([104, 117, 123])),
}


def prepared(path, network):
    resample, crop, normalized = NETWORKS[network]
    image = Image.open(path).convert("RGB")
    scale = 256 / min(image.size)
    image = image.resize([round(scale * side) for side in image.size], resample)
    left, top = [(side - crop) // 2 for side in image.size]
    levels = numpy.asarray(image.crop((left, top, left + crop, top + crop)), numpy.float64)
    return normalized(levels).transpose(2, 0, 1).astype(numpy.float32)


def attribute(winnow, model, rule, folder):
    command = [winnow, "attribute", "--model", model, "--input", folder / "x.npy", "--output", folder / "y.npy"]
    answer = subprocess.run([*command, "--points", rule], check=True, capture_output=True, text=True).stdout
    facts = next(line for line in answer.splitlines() if line.startswith("{"))
    return json.loads(facts), numpy.load(folder / "y.npy").ravel()


def largest(values):
    return set(numpy.argsort(-values, kind="stable")[:TOP])


def measure(network, photos, arguments, folder):
    model = arguments.data / f"models/{network}.onnx"
    rows = []
    for photo in photos:
        numpy.save(folder / "x.npy", prepared(arguments.data / "photos" / photo, network))
        _, truth = attribute(arguments.winnow, model, "gauss-legendre:400", folder)
        facts, found = attribute(arguments.winnow, model, "adaptive", folder)
        share = len(largest(found) & largest(truth)) / TOP
        error = numpy.linalg.norm(found - truth) / numpy.linalg.norm(truth)
        rows.append((facts["points"], share, error, facts["errorEstimate"]))
        print(f"{network} {photo} points {rows[-1][0]} share {share:.4f} error {error:.4f} "
              f"estimate {rows[-1][3]:.4f}", flush=True)  # fmt: skip
    points, share, error, estimate = map(numpy.array, zip(*rows, strict=True))
    print(f"{network}: {len(rows)} photos; points {points.min()}, {numpy.median(points):g}, {points.max()}; "
          f"share lowest {share.min():.4f}, median {numpy.median(share):.4f}, 99 % on {(share >= 0.99).sum()}; "
          f"error highest {error.max():.4f}; below its estimate on {(error <= estimate).sum()}")  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--winnow", default=".build/release/winnow")
    parser.add_argument("--data", default="../shared/data", type=pathlib.Path)
    parser.add_argument("--photos", type=int, default=40)
    parser.add_argument("--networks", default=",".join(NETWORKS))
    arguments = parser.parse_args()
    with open(arguments.data / "photos/labels.csv", newline="") as file:
        paths = [row["path"] for row in csv.DictReader(file)]
    photos = [paths[k * len(paths) // arguments.photos] for k in range(arguments.photos)]
    with tempfile.TemporaryDirectory() as folder:
        for network in arguments.networks.split(","):
            measure(network, photos, arguments, pathlib.Path(folder))


if __name__ == "__main__":
    main()
