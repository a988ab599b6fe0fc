#!/usr/bin/env python3
"""Time `winnow solve` on mask instances, and the rivals beside it where they are installed.

    run.py [--winnow PATH] [--limit SECONDS] [--rival-limit SECONDS] [--rivals PYTHON SCRIPT] [INSTANCE.json.gz ...]

Without instances it takes those of the data folder (WINNOW_DATA, or ../shared/data beside the project) where there is
one, and synthetic ones that it generates otherwise. The rivals Exact and SCIP (rivals.py) need
`pip install exact pyscipopt`; the runner of the others (solve_rival.py) is looked for beside the data (../tools). Their
Python is RIVAL_PYTHON; engines that do not start are left out. Masks of Exact and SCIP are checked as well, and wrong
answers counted. Times are wall-clock seconds of one thread, from the problem in memory to the checked mask; cpu is
processor time of the same work, which says more on a busy machine. Masks are checked by `winnow verify`. A rival
that its limit stopped gives a lower bound of the ratio, marked by ">="; the mean counts it as if it had finished
then.
"""
import argparse
import fnmatch
import json
import math
import os
import resource
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
# Engines that rivals.py runs, which also gives their masks.
OWN_ENGINES = ("exact", "scip")
ENGINES = ("reference", "cpsat", "highs", *OWN_ENGINES)
SOLVED = ("sat", "unsat", "optimal", "infeasible")
# The instances over which the ratio is averaged: those that the published encoding has a chance with.
AVERAGED = ("*-w4-*", "conv3x3-*-w2-*", "synthetic-*")


def data_folder():
    for folder in (os.environ.get("WINNOW_DATA"), os.path.join(ROOT, "..", "shared", "data")):
        if folder and os.path.isdir(os.path.join(folder, "instances")):
            return os.path.abspath(folder)
    return None


def synthetic(folder):
    paths = []
    for kernel, window, gamma in ((3, 4, 0), (3, 2, 0.5), (7, 4, 0), (7, 4, 0.5), (7, 3, 0)):
        path = os.path.join(folder, f"synthetic-{kernel}-{window}-{gamma}.json.gz")
        options = ["--kernel", kernel, "--window", window, "--gamma", gamma, "--size", 112, "--k", 600]
        generator = os.path.join(HERE, "generate_instance.py")
        subprocess.run([sys.executable, generator, path, *map(str, options)], check=True)
        paths.append(path)
    return paths


def child_cpu(command, **options):
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    done = subprocess.run(command, capture_output=True, text=True, **options)
    return done, resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def winnow(options, path, folder):
    mask = os.path.join(folder, "mask.txt")
    command = [options.winnow, "solve", path, "--json", "--objective", "windows", "--time-limit", str(options.limit)]
    done, cpu = child_cpu([*command, "--mask", mask])
    if done.returncode != 0:
        return {"instance": os.path.basename(path), "status": "error", "error": done.stderr.strip()}
    line = json.loads(done.stdout)
    line["cpu"] = line.get("cpuSeconds", cpu)
    if line["status"] != "infeasible":
        check = subprocess.run(
            [options.winnow, "verify", path, "--mask", mask, "--objective", "windows"], capture_output=True, text=True
        )
        line["mask_holds"] = check.returncode == 0 and f"windows {line['cost']}" in check.stdout
    return line


def script_of(engine, options):
    return os.path.join(HERE, "rivals.py") if engine in OWN_ENGINES else options.rival_script


def rival(options, engine, path, folder):
    seconds = options.rival_limit
    command = [options.rival_python, script_of(engine, options), engine, str(seconds), path]
    try:
        done, cpu = child_cpu(command, timeout=3 * seconds + 120)
        line = json.loads(done.stdout)
        answer = {"seconds": line["solve_seconds"], "cpu": cpu, "status": line["status"], "windows": line["windows"]}
        if line.get("mask"):
            answer["holds"] = holds(options, path, line["mask"], folder)
        return answer
    except (ValueError, OSError, subprocess.TimeoutExpired):
        return None


def holds(options, path, mask, folder):
    """Whether a rival's mask satisfies every constraint when it is summed exactly."""
    name = os.path.join(folder, "rival-mask.txt")
    with open(name, "w") as file:
        file.writelines(f"{bit}\n" for bit in mask)
    check = subprocess.run([options.winnow, "verify", path, "--mask", name], capture_output=True, text=True)
    return check.returncode == 0


def available(python, engine):
    modules = {"reference": "z3", "cpsat": "ortools", "highs": "highspy", "exact": "exact", "scip": "pyscipopt"}
    module = modules[engine]
    if not python:
        return False
    try:
        return subprocess.run([python, "-c", f"import {module}"], capture_output=True).returncode == 0
    except OSError:
        return False


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("instances", nargs="*")
    parser.add_argument("--winnow", default=os.path.join(ROOT, ".build", "release", "winnow"))
    parser.add_argument("--limit", type=float, default=60, help="seconds for one instance (default: 60)")
    parser.add_argument("--rival-limit", type=float, default=120, help="seconds for one instance (default: 120)")
    parser.add_argument("--rival-python", default=os.environ.get("RIVAL_PYTHON", sys.executable))
    parser.add_argument("--rival-script")
    parser.add_argument("--engines", nargs="*", default=list(ENGINES))
    options = parser.parse_args()

    data = data_folder()
    options.rival_script = options.rival_script or (
        os.path.join(data, "..", "tools", "solve_rival.py") if data else ""
    )
    engines = [
        e for e in options.engines if os.path.isfile(script_of(e, options)) and available(options.rival_python, e)
    ]
    with tempfile.TemporaryDirectory() as folder:
        paths = options.instances
        if not paths and data:
            instances = os.path.join(data, "instances")
            paths = sorted(os.path.join(instances, f) for f in os.listdir(instances) if f.endswith(".json.gz"))
        if not paths:
            paths = synthetic(folder)
        head = ["instance", "status", "windows", "bound", "seconds", "cpu", "stages"]
        for engine in engines:
            head += [engine, "its windows", "ratio"]
        print("\t".join(head))
        ratios = {engine: [] for engine in engines}
        wrong = {engine: 0 for engine in engines}
        failed = False
        for path in paths:
            line = winnow(options, path, folder)
            if line["status"] == "error":
                print(f"{line['instance']}\terror\t{line['error']}", flush=True)
                failed = True
                continue
            failed |= line.get("mask_holds") is False
            stages = " ".join(f"{name.replace(' ', '-')}={seconds:.4f}" for name, seconds in line["stages"].items())
            row = [line["instance"], line["status"], line.get("cost"), line.get("bound"), f"{line['seconds']:.4f}"]
            row += [f"{line['cpu']:.3f}", stages + ("" if line.get("mask_holds", True) else " MASK WRONG")]
            for engine in engines:
                other = rival(options, engine, path, folder)
                if other is None:
                    row += ["-", "-", "-"]
                    continue
                ratio = other["seconds"] / max(line["seconds"], 1e-6)
                stopped = other["status"].lower().removeprefix("highsmodelstatus.k") not in SOLVED
                if any(fnmatch.fnmatch(line["instance"], pattern) for pattern in AVERAGED):
                    ratios[engine].append((ratio, stopped))
                claims = other["status"].lower() in ("optimal", "infeasible")
                beyond = line["status"] == "optimal" and claims and other["windows"] != line.get("cost")
                is_wrong = other.get("holds") is False or beyond
                wrong[engine] += is_wrong
                sign = "WRONG " if is_wrong else ">=" if stopped else ""
                row += [f"{other['seconds']:.2f} ({other['status']})", other["windows"], f"{sign}{ratio:.0f}"]
            print("\t".join(map(str, row)), flush=True)
        for engine, values in ratios.items():
            if wrong[engine]:
                print(f"wrong answers of {engine}: {wrong[engine]}")
            if values:
                mean = math.exp(sum(math.log(ratio) for ratio, _ in values) / len(values))
                stopped = sum(stopped for _, stopped in values)
                sign = "at least " if stopped else ""
                print(
                    f"geometric mean of the ratio to {engine}: {sign}{mean:.0f} over {len(values)} instances "
                    f"({', '.join(AVERAGED)}), {stopped} of them stopped at {options.rival_limit:g} s"
                )
        sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
