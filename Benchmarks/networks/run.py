#!/usr/bin/env python3
"""Forward passes beside onnxruntime and gradients beside PyTorch, in turn, in CPU seconds: a table of seven networks.

usage: run.py [--data FOLDER] [--rounds 3] [--seconds 2] [--threads 1,2] [--networks resnet50,...] [--program FILE]
              [--beside FILE]

FOLDER holds models/squeezenet11.onnx and models/efficientnet-lite0.onnx with their .npz; without it these two are left
out. The others are torchvision's with random weights, exported by make_networks.py of Benchmarks/gradients. Run it with
an interpreter that has numpy, torch, torchvision, onnx, onnx2torch and onnxruntime.

Every contender stays loaded and is asked for one figure after the other, round by round, so that other work on the
machine strikes all alike. Ratios are of medians, with the range over the rounds; above 1 Winnow is faster. With
--beside, the rival is another build of Winnow's program, with another oneDNN for instance.
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

import numpy

HERE = pathlib.Path(__file__).resolve().parent
REAL = {"squeezenet11": "SqueezeNet 1.1", "efficientnet-lite0": "EfficientNet-Lite0"}
RANDOM = {
    "resnet50": "ResNet-50",
    "densenet121": "DenseNet-121",
    "mobilenet_v3_large": "MobileNetV3-Large",
    "convnext_tiny": "ConvNeXt-T",
    "vit_b_16": "ViT-B/16",
}
# What is measured, with how many samples at once, and who is the rival.
TASKS = [("forward", 1, "onnxruntime"), ("forward", 8, "onnxruntime"), ("gradient", 4, "PyTorch")]


class Contender:
    def __init__(self, command):
        environment = dict(os.environ, OMP_NUM_THREADS="1")
        self.process = subprocess.Popen(
            [str(part) for part in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )
        if self.process.stdout.readline().strip() != "ready":
            sys.exit(f"failed: {command}")

    def ask(self, *words):
        print(*words, file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline().split()
        if len(answer) != 2:
            sys.exit(f"no answer to {words}")
        return float(answer[0])

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def bench(title, name, model, sample, arguments):
    shape = "x".join(str(extent) for extent in numpy.load(sample).shape[-3:])
    own = Contender([arguments.program, model, shape])
    build = [arguments.beside, model, shape]
    rival = Contender(build if arguments.beside else [sys.executable, HERE / "rival.py", name, model, sample])
    for threads in [int(count) for count in arguments.threads.split(",")]:
        times = {}
        for _ in range(arguments.rounds):
            for task, batch, _ in TASKS:
                for who, contender in (("own", own), ("rival", rival)):
                    figure = contender.ask(task, batch, threads, arguments.seconds)
                    times.setdefault((task, batch, who), []).append(1000 * figure)
        cells = [title, str(threads)]
        for task, batch, _ in TASKS:
            mine, other = times[task, batch, "own"], times[task, batch, "rival"]
            ratios = [b / a for a, b in zip(mine, other, strict=True)]
            ratio = statistics.median(other) / statistics.median(mine)
            cells.append(
                f"{statistics.median(mine):.1f}, {statistics.median(other):.1f}: "
                f"{ratio:.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
            )
        print("| " + " | ".join(cells) + " |", flush=True)
    own.close()
    rival.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default="../shared/data", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--networks", default=",".join([*REAL, *RANDOM]))
    parser.add_argument("--program", default=".build/release/network-benchmark")
    parser.add_argument("--beside")
    arguments = parser.parse_args()
    wanted = arguments.networks.split(",")
    heads = [f"{task} of {batch}: Winnow, {arguments.beside or rival}: ratio" for task, batch, rival in TASKS]
    print("CPU milliseconds a sample")
    print("| network | threads | " + " | ".join(heads) + " |")
    print("|---|---|" + "---|" * len(TASKS))
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for name, title in REAL.items():
            model = arguments.data / f"models/{name}.onnx"
            if name in wanted and model.exists():
                photos = numpy.load(model.with_suffix(".npz"))
                sample = folder / f"{name}.npy"
                numpy.save(sample, photos[next(key for key in photos.files if "input" in key)])
                bench(title, name, model, sample, arguments)
            elif name in wanted:
                print(f"{title} is left out: {model} is not there")
        for name, title in RANDOM.items():
            if name in wanted:
                subprocess.run(
                    [sys.executable, HERE.parent / "gradients/make_networks.py", folder, name],
                    check=True,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
                bench(title, name, folder / f"{name}.onnx", folder / f"{name}.npy", arguments)
                (folder / f"{name}.onnx").unlink()


main()
