#!/usr/bin/env python3
"""Make a synthetic mask instance, as a convolutional first layer over an image gives them.

The image is smooth noise with a few bright shapes; the filters are oriented, zero-mean waves of several lengths; the
k most activated neurons stay, each asking for more than gamma times its activation. Only Python's standard library.

    generate_instance.py --kernel 7 --stride 2 --filters 64 --window 4 --k 3000 --gamma 0 --size 224 --seed 1 \\
        out.json.gz
"""
import argparse
import gzip
import json
import math
import random


def picture(size, channels, rng):
    """Values from 0 to 255: a coarse random grid blown up bilinearly, plus rectangles and discs."""
    cells = 12
    planes = []
    for _ in range(channels):
        grid = [[rng.uniform(40, 215) for _ in range(cells + 2)] for _ in range(cells + 2)]
        plane = []
        for y in range(size):
            gy = y * cells / size
            row = []
            for x in range(size):
                gx = x * cells / size
                i, j, fy, fx = int(gy), int(gx), gy - int(gy), gx - int(gx)
                top = grid[i][j] * (1 - fx) + grid[i][j + 1] * fx
                bottom = grid[i + 1][j] * (1 - fx) + grid[i + 1][j + 1] * fx
                row.append(top * (1 - fy) + bottom * fy + rng.gauss(0, 6))
            plane.append(row)
        planes.append(plane)
    for _ in range(9):
        cy, cx, radius = rng.randrange(size), rng.randrange(size), rng.randrange(size // 16, size // 5)
        colour = [rng.uniform(0, 255) for _ in range(channels)]
        is_disc = rng.random() < 0.5
        for y in range(max(0, cy - radius), min(size, cy + radius)):
            for x in range(max(0, cx - radius), min(size, cx + radius)):
                if not is_disc or (y - cy) ** 2 + (x - cx) ** 2 < radius * radius:
                    for plane, value in zip(planes, colour, strict=True):
                        plane[y][x] = value
    return [[[min(255.0, max(0.0, v)) - 118.0 for v in row] for row in plane] for plane in planes]


def filters(count, kernel, channels, rng):
    result = []
    for _ in range(count):
        angle, phase = rng.uniform(0, math.pi), rng.uniform(0, 2 * math.pi)
        length, weights = rng.uniform(2.0, 2.0 * kernel), []
        for _ in range(channels):
            gain = rng.uniform(-1, 1)
            plane = [
                [
                    gain * math.sin(2 * math.pi * (x * math.cos(angle) + y * math.sin(angle)) / length + phase)
                    for x in range(kernel)
                ]
                for y in range(kernel)
            ]
            mean = sum(map(sum, plane)) / kernel**2
            weights.append([[v - mean for v in row] for row in plane])
        result.append(weights)
    return result


def instance(options):
    rng = random.Random(options.seed)
    size, kernel, window = options.size, options.kernel, options.window
    image = picture(size, options.channels, rng)
    bank = filters(options.filters, kernel, options.channels, rng)
    side = -(-size // window)
    pixels = [
        (min(window, size - window * (i // side))) * (min(window, size - window * (i % side)))
        for i in range(side * side)
    ]
    positions = [
        (y, x)
        for y in range(0, size - kernel + 1, options.stride)
        for x in range(0, size - kernel + 1, options.stride)
    ]
    # Activating every neuron in plain Python is slow: a sample several times k is enough to choose the strongest from.
    sample = [(p, f) for p in positions for f in range(len(bank))]
    if len(sample) > 12 * options.k:
        sample = rng.sample(sample, 12 * options.k)
    neurons = []
    for (y, x), f in sample:
        coefficients = {}
        for plane, weights in zip(image, bank[f], strict=True):
            for dy in range(kernel):
                row = plane[y + dy]
                for dx in range(kernel):
                    p = (y + dy) // window * side + (x + dx) // window
                    coefficients[p] = coefficients.get(p, 0.0) + row[x + dx] * weights[dy][dx]
        activation = math.fsum(coefficients.values())
        if activation > 0:
            neurons.append((activation, coefficients))
    neurons.sort(key=lambda n: -n[0])
    constraints = []
    for _, coefficients in neurons[: options.k]:
        variables = sorted(coefficients)
        values = [coefficients[p] for p in variables]
        # The threshold is taken from the very coefficients, so that keeping everything is feasible.
        total = math.fsum(values)
        constraints.append(
            {"variables": variables, "coefficients": values, "bias": 0.0, "threshold": options.gamma * total}
        )
    name = f"synthetic-conv{kernel}x{kernel}s{options.stride}-w{window}-g{options.gamma:g}-{size}px-seed{options.seed}"
    return {
        "name": name,
        "image_height": size,
        "image_width": size,
        "window": window,
        "gamma": options.gamma,
        "top_k": options.k,
        "variables": side * side,
        "pixels_per_variable": pixels,
        "constraints": constraints,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("output")
    parser.add_argument("--kernel", type=int, default=7)
    parser.add_argument("--stride", type=int, default=2)
    parser.add_argument("--filters", type=int, default=64)
    parser.add_argument("--channels", type=int, default=3)
    parser.add_argument("--window", type=int, default=4)
    parser.add_argument("--k", type=int, default=1000)
    parser.add_argument("--gamma", type=float, default=0.0)
    parser.add_argument("--size", type=int, default=224)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if not 0 <= options.gamma < 1:
        parser.error("gamma lies in [0, 1)")
    if options.kernel > options.size:
        parser.error("the kernel is larger than the image")
    with open(options.output, "wb") as file:
        text = json.dumps(instance(options)).encode()
        # No time stamp: the same options give the same bytes.
        file.write(gzip.compress(text, mtime=0) if options.output.endswith(".gz") else text)


if __name__ == "__main__":
    main()
