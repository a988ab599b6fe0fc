#!/usr/bin/env python3
"""Integrated gradients on a network's first activation: Winnow beside PyTorch, in turn, on the same inputs and points.

usage: run.py [--data FOLDER] [--runs 3] [--workers 2] [--networks squeezenet,resnet18,densenet121] [--winnow PROGRAM]

FOLDER holds models/squeezenet11.onnx and .npz (two preprocessed photos); without it SqueezeNet is left out. ResNet-18
and DenseNet-121 are made by make_networks.py, with random weights. Run it with an interpreter that has numpy, torch,
torchvision, onnx and onnx2torch.

CPU seconds are those of the whole process less those of loading and planning (Winnow: a run of the forward method;
PyTorch: a run of one point, which is more), an image, on one thread each, so that other work on the machine weighs
little; the ratios are of medians, with the range over all pairs of runs.
Images a second are by the clock, with as many workers, and mean something on an idle machine only.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import numpy
import onnx

HERE = pathlib.Path(__file__).resolve().parent
TOP = 3000


def run(command, threads):
    """CPU seconds, seconds, largest resident size in MB and the lines printed."""
    environment = dict(os.environ, OMP_NUM_THREADS=str(threads))
    with tempfile.TemporaryFile() as output:
        start = time.time()
        process = subprocess.Popen([str(part) for part in command], stdout=output, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.time() - start
        output.seek(0)
        text = output.read().decode()
    if status != 0:
        sys.exit(f"failed: {' '.join(str(part) for part in command)}")
    lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    return usage.ru_utime + usage.ru_stime, seconds, usage.ru_maxrss / 1024, lines


def first_activation(model):
    return next(node.output[0] for node in onnx.load(model).graph.node if node.op_type == "Relu")


class Network:
    def __init__(self, name, model, tensor, inputs, points, winnow):
        self.name, self.model, self.tensor, self.inputs, self.points = name, model, tensor, inputs, points
        self.program = winnow

    def winnow(self, inputs, rule, threads=1, output=None, method="ig"):
        command = [
            self.program,
            "attribute",
            "--model",
            self.model,
            "--tensor",
            self.tensor,
            "--method",
            method,
            "--points",
            rule,
            "--threads",
            threads,
            "--input",
            *inputs,
        ]
        return run(command + (["--output", output] if output else []), 1)

    def torch(self, inputs, points, threads=1):
        return run([sys.executable, HERE / "rival.py", self.model, self.tensor, points, threads, *inputs], threads)

    def bench(self, runs, workers):
        print(f"\n{self.name}, {self.points} points")
        contenders = {
            "winnow": (
                lambda i: self.winnow([i], self.points),
                lambda i: self.winnow([i], self.points, method="forward"),
            ),
            "pytorch": (lambda i: self.torch([i], self.points), lambda i: self.torch([i], 1)),
        }
        if self.name == "SqueezeNet 1.1":
            contenders["adaptive"] = (
                lambda i: self.winnow([i], "adaptive"),
                lambda i: self.winnow([i], "adaptive", method="forward"),
            )
        times = {}
        memory = {}
        for image in self.inputs:
            for _ in range(runs):
                for name, (work, base) in contenders.items():
                    cpu, _, megabytes, _ = work(image)
                    times.setdefault((name, image), []).append(max(1e-3, cpu - base(image)[0]))
                    memory[name] = max(memory.get(name, 0), megabytes)
        for (name, image), values in times.items():
            label = f"{name}, {pathlib.Path(image).stem}"
            print(f"  {label:26} {statistics.median(values):8.2f} CPU s ({min(values):.2f} to {max(values):.2f})")
            if name != "pytorch":
                rival = times["pytorch", image]
                ratio = statistics.median(rival) / statistics.median(values)
                print(
                    f"  {'':26} {ratio:8.1f} x faster than pytorch "
                    f"({min(rival) / max(values):.1f} to {max(rival) / min(values):.1f})"
                )
        print(f"  peak memory of a process: winnow {memory['winnow']:.0f} MB, pytorch {memory['pytorch']:.0f} MB")
        self.throughput(runs, workers)

    def throughput(self, runs, workers):
        """Images a second by the clock: the program with many inputs less loading and planning, in turn."""
        many = (self.inputs * (4 * workers))[: 4 * workers]
        contenders = {
            "winnow": lambda p: self.winnow(many, self.points, workers, method="ig" if p > 1 else "forward"),
            "pytorch": lambda p: self.torch(many, p, workers),
        }
        rates = {name: [] for name in contenders}
        for _ in range(runs):
            for name, work in contenders.items():
                base = work(1)[1]
                rates[name].append(len(many) / max(1e-3, work(self.points)[1] - base))
        for name, values in rates.items():
            print(
                f"  {name}, {workers} threads: {statistics.median(values):.3f} images/s by the clock "
                f"({min(values):.3f} to {max(values):.3f})"
            )
        mine, rival = rates["winnow"], rates["pytorch"]
        print(
            f"  ratio {statistics.median(mine) / statistics.median(rival):.1f} "
            f"({min(mine) / max(rival):.1f} to {max(mine) / min(rival):.1f})"
        )
        one = self.winnow(self.inputs[:1], 8)[2]
        all_ = self.winnow((self.inputs * workers)[:workers], 8, workers)[2]
        if workers > 1:
            print(f"  memory of a further worker: {(all_ - one) / (workers - 1):.0f} MB")

    def accuracy(self, folder):
        """How much of the true largest attributions the adaptive rule finds."""
        for image in self.inputs:
            rows = []
            for rule in ("adaptive", "gauss-legendre:400"):
                path = folder / f"{rule.replace(':', '-')}.npy"
                lines = self.winnow([image], rule, output=path)[3]
                rows.append((lines[0], numpy.load(path).ravel()))
            chosen = [set(numpy.argsort(-values, kind="stable")[:TOP]) for _, values in rows]
            line = rows[0][0]
            change = abs(line["probability"] - line.get("baselineProbability", 0))
            print(
                f"  adaptive, {pathlib.Path(image).stem}: {line['points']} points, |delta| "
                f"{100 * abs(line['delta']) / change:.2f} % of the change, "
                f"{100 * len(chosen[0] & chosen[1]) / TOP:.2f} % of the top {TOP} of 400 Gauss points"
            )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default="../shared/data", type=pathlib.Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--networks", default="squeezenet,resnet18,densenet121")
    parser.add_argument("--winnow", default=".build/release/winnow")
    arguments = parser.parse_args()
    wanted = arguments.networks.split(",")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        squeezenet = arguments.data / "models/squeezenet11.onnx"
        if "squeezenet" in wanted and not squeezenet.exists():
            print(f"SqueezeNet is left out: {squeezenet} is not there")
        elif "squeezenet" in wanted:
            photos = numpy.load(squeezenet.with_suffix(".npz"))
            inputs = []
            for key in sorted(key for key in photos.files if key.startswith("input")):
                inputs.append(folder / f"photo{key[-1]}.npy")
                numpy.save(inputs[-1], photos[key].astype(numpy.float32))
            network = Network("SqueezeNet 1.1", squeezenet, "conv1_relu_conv1", inputs, 200, arguments.winnow)
            network.bench(arguments.runs, arguments.workers)
            network.accuracy(folder)
        if {"resnet18", "densenet121"} & set(wanted):
            subprocess.run(
                [sys.executable, HERE / "make_networks.py", name],
                check=True,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        for key, title in [("resnet18", "ResNet-18"), ("densenet121", "DenseNet-121")]:
            if key in wanted:
                model = folder / f"{key}.onnx"
                Network(title, model, first_activation(model), [folder / f"{key}.npy"], 25, arguments.winnow).bench(
                    arguments.runs, arguments.workers
                )


main()
