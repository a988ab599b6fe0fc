#!/usr/bin/env python3
"""The same analysis in PyTorch and SALib, written in the ordinary way: 8 x 8 grid, mean colour, total and first order.

    pip install torch onnx2torch SALib && Benchmarks/sobol/rival.py MODEL.onnx C H W [ROWS] [IMAGES]

One thread; CPU time, as sobol-benchmark.
"""

import sys
import time

import numpy as np
import torch
from onnx2torch import convert
from SALib.analyze import sobol as analyze_sobol
from SALib.sample import sobol as sample_sobol

GRID, BATCH = 8, 32


def explain(model, image, target, rows, seed):
    dimensions = GRID * GRID
    problem = {"num_vars": dimensions, "names": [str(i) for i in range(dimensions)], "bounds": [[0, 1]] * dimensions}
    masks = sample_sobol.sample(problem, rows, calc_second_order=False, seed=seed)
    masks = torch.from_numpy(masks).float().reshape(-1, 1, GRID, GRID)
    baseline = image.mean(dim=(1, 2), keepdim=True)
    outputs = []
    with torch.inference_mode():
        for start in range(0, len(masks), BATCH):
            keep = torch.nn.functional.interpolate(masks[start : start + BATCH], size=image.shape[1:], mode="nearest")
            outputs.append(model(keep * image + (1 - keep) * baseline)[:, target])
    outputs = torch.cat([o.flatten() for o in outputs]).double().numpy()
    return analyze_sobol.analyze(problem, outputs, calc_second_order=False, num_resamples=100, seed=seed), len(masks)


def main():
    path, *numbers = sys.argv[1:]
    shape = tuple(int(n) for n in numbers[:3])
    rows = int(numbers[3]) if len(numbers) > 3 else 32
    images = int(numbers[4]) if len(numbers) > 4 else 3
    torch.set_num_threads(1)
    model = convert(path).eval()
    rng = np.random.default_rng(1)
    image = torch.from_numpy(rng.normal(0, 50, shape).astype(np.float32))
    with torch.inference_mode():
        target = int(model(image[None]).flatten().argmax())
    rates = []
    for seed in range(1, images + 1):
        start = time.process_time()
        _, passes = explain(model, image, target, rows, seed)
        rates.append(passes / (time.process_time() - start))
        print(f"image {seed}: {rates[-1]:.1f} passes per CPU second")
        # The same analysis has two passes more in Winnow: the image untouched, and all of it replaced.
        measure = f"images a minute of one core, {passes + 2} passes each"
        print(f"result|{measure}|PyTorch with SALib|{60 * rates[-1] / passes}")
    middle = sorted(rates)[images // 2]
    print(
        f"median: {passes} passes an image, {middle:.1f} passes per CPU second, "
        f"{60 * middle / passes:.2f} images per CPU minute"
    )


if __name__ == "__main__":
    main()
