#!/usr/bin/env python3
"""Integrated gradients on a network's first activation: Winnow beside PyTorch, in turn, on the same inputs and points.

usage: run.py MODEL.onnx TENSOR INPUT.npy [--points 200] [--runs 3] [--threads 1] [--winnow .build/release/winnow]

INPUT.npy holds C x H x W float32, already preprocessed. TENSOR is the first activation's output. PyTorch runs in the
interpreter that WINNOW_TORCH_PYTHON names (it needs torch, onnx and onnx2torch); without it only Winnow is timed.
Times are CPU seconds of the whole process less those of a run of one point (loading, planning), so that other work on
the machine weighs little; the last lines are ratios of medians.
"""
import argparse
import os
import statistics
import subprocess
import sys
import tempfile


def cpu_seconds(command):
    """CPU seconds of a command, and its largest resident size in MB."""
    environment = dict(os.environ, OMP_NUM_THREADS="1")
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, stdout=output, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"failed: {' '.join(command)}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("tensor")
    parser.add_argument("input")
    parser.add_argument("--points", type=int, default=200)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--winnow", default=".build/release/winnow")
    arguments = parser.parse_args()

    def winnow(rule):
        return [arguments.winnow, "attribute", "--model", arguments.model, "--tensor", arguments.tensor,
                "--input", *[arguments.input] * arguments.threads,
                "--points", rule, "--threads", str(arguments.threads)]

    contenders = {"winnow": (winnow(str(arguments.points)), winnow("gauss:1")),
                  "winnow adaptive": (winnow("adaptive"), winnow("gauss:1"))}
    python = os.environ.get("WINNOW_TORCH_PYTHON")
    if python:
        rival = os.path.join(os.path.dirname(os.path.abspath(__file__)), "rival.py")

        def torch(points):
            inputs = [arguments.input] * arguments.threads
            return [python, rival, arguments.model, arguments.tensor, str(points), *inputs]

        contenders["pytorch"] = (torch(arguments.points), torch(1))
    times = {name: [] for name in contenders}
    memory = {name: 0 for name in contenders}
    for _ in range(arguments.runs):
        for name, (command, base) in contenders.items():
            seconds, megabytes = cpu_seconds(command)
            times[name].append((seconds - cpu_seconds(base)[0]) / arguments.threads)
            memory[name] = max(memory[name], megabytes)
    for name, values in times.items():
        print(f"{name:16} {statistics.median(values):7.2f} CPU s an input ({min(values):.2f} to {max(values):.2f}), "
              f"peak {memory[name]:.0f} MB")
    if python:
        for name in ("winnow", "winnow adaptive"):
            ratio = statistics.median(times["pytorch"]) / statistics.median(times[name])
            print(f"pytorch with {arguments.points} points / {name}: {ratio:.1f}")


main()
