#!/usr/bin/env python3
"""Make fresh mask instances of photos: 7 x 7 stride-2 first layers with synthetic oriented filters, on photos that no
technique of the solver was chosen by.

    photo_instances.py PHOTOS.csv OUTPUT-FOLDER [OFFSET]     (needs numpy and pillow)

PHOTOS.csv has a column `path`, relative to itself. Ten photos, evenly over the list (or OFFSET places on), each with
windows of 3 and 4 pixels and gamma 0 and 0.5: 40 instances. Filters as in generate_instance.py, seeded by the photo's
place; the 3000 most activated neurons.
"""

import csv
import gzip
import json
import math
import os
import random
import sys

import numpy
from generate_instance import filters
from PIL import Image

SIZE, KERNEL, STRIDE, K, PHOTOS = 224, 7, 2, 3000, 10


def pixels(path):
    image = Image.open(path).convert("RGB")
    scale = 256 / min(image.size)
    image = image.resize([round(side * scale) for side in image.size], Image.BILINEAR)
    left, top = (image.width - SIZE) // 2, (image.height - SIZE) // 2
    image = image.crop((left, top, left + SIZE, top + SIZE))
    return numpy.asarray(image, dtype=numpy.float64).transpose(2, 0, 1) - 118


def neurons(image, seed):
    """The most activated neurons: products of weight and pixel in the receptive field, and where it begins."""
    bank = numpy.array(filters(64, KERNEL, 3, random.Random(seed)))
    fields = numpy.lib.stride_tricks.sliding_window_view(image, (KERNEL, KERNEL), (1, 2))[:, ::STRIDE, ::STRIDE]
    activations = numpy.einsum("cyxij,fcij->fyx", fields, bank)
    for place in numpy.argsort(-activations, axis=None, kind="stable")[:K]:
        f, y, x = numpy.unravel_index(place, activations.shape)
        if activations[f, y, x] > 0:
            yield fields[:, y, x] * bank[f], y * STRIDE, x * STRIDE


def instance(name, products, window, gamma):
    side = -(-SIZE // window)
    extents = [min(window, SIZE - window * i) for i in range(side)]
    constraints = []
    for product, top, left in products:
        sums = {}
        for dy in range(KERNEL):
            for dx in range(KERNEL):
                place = (top + dy) // window * side + (left + dx) // window
                sums[place] = sums.get(place, 0.0) + float(product[:, dy, dx].sum())
        variables = sorted(int(place) for place in sums)
        values = [sums[place] for place in variables]
        # The threshold is taken from the very coefficients, so that keeping everything is feasible.
        constraints.append(
            {"variables": variables, "coefficients": values, "bias": 0.0, "threshold": gamma * math.fsum(values)}
        )
    return {
        "name": name,
        "variables": side * side,
        "pixels_per_variable": [extents[i // side] * extents[i % side] for i in range(side * side)],
        "constraints": constraints,
    }


def main():
    table, folder = sys.argv[1:3]
    offset = int(sys.argv[3]) if len(sys.argv) > 3 else 0
    with open(table, newline="") as file:
        rows = list(csv.DictReader(file))
    os.makedirs(folder, exist_ok=True)
    for number in range(PHOTOS):
        row = rows[((2 * number + 1) * len(rows) // (2 * PHOTOS) + offset) % len(rows)]
        products = list(neurons(pixels(os.path.join(os.path.dirname(table), row["path"])), 1000 + number))
        stem = os.path.splitext(os.path.basename(row["path"]))[0]
        for window in (3, 4):
            for gamma in (0, 0.5):
                name = f"fresh-{stem}-w{window}-g{gamma}"
                text = json.dumps(instance(name, products, window, gamma)).encode()
                with open(os.path.join(folder, name + ".json.gz"), "wb") as file:
                    file.write(gzip.compress(text, mtime=0))


if __name__ == "__main__":
    main()
