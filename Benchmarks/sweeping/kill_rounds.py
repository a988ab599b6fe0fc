#!/usr/bin/env python3
r"""Kills random ranks of a sweep at random moments, starts it again until it is done, and compares the result.

    Benchmarks/sweeping/kill_rounds.py .build/release/winnow --rounds 100
    Benchmarks/sweeping/kill_rounds.py .build/debug/winnow --rounds 20 \
      --launcher mpirun.mpich --library .build/mpich/libwinnow-mpi.so

Each round sweeps over items that sleep ('winnow rehearse-sweep') into a new directory, is disturbed by SIGKILL of a
random rank or of mpirun itself a few times, and must then hold the same records as an undisturbed sweep, bit for bit.
Exit code 0 if nothing was lost, doubled or hung.
"""

import argparse
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time


def command(program, directory, options):
    arguments = [options.launcher, "-n", str(options.ranks), program, "rehearse-sweep", "--output", directory]
    arguments += ["--items", str(options.items), "--mean", "0.01", "--record-bytes", "1000", "--threads", "2"]
    return [*arguments, "--progress", "none"]


def start(arguments, library=None):
    # As root and with more ranks than cores, as on a developer's machine.
    settings = {
        "OMPI_ALLOW_RUN_AS_ROOT": "1",
        "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
        "OMPI_MCA_rmaps_base_oversubscribe": "1",
        "OMPI_MCA_hwloc_base_binding_policy": "none",
        "SWIFT_BACKTRACE": "enable=no",
    }
    # The same of Open MPI 5's launcher.
    settings["PRTE_MCA_rmaps_default_mapping_policy"] = ":oversubscribe"
    settings["PRTE_MCA_hwloc_default_binding_policy"] = "none"
    if library:
        settings["WINNOW_MPI_LIBRARY"] = os.path.abspath(library)
    quiet = subprocess.DEVNULL
    return subprocess.Popen(arguments, env=os.environ | settings, stdout=quiet, stderr=quiet)


def ranks(process):
    """Process numbers of the ranks: mpirun's own children on a single host, or those of its proxy."""
    try:
        with open(f"/proc/{process}/task/{process}/children") as file:
            children = [int(number) for number in file.read().split()]
    except OSError:
        return []
    found = []
    for child in children:
        try:
            with open(f"/proc/{child}/comm") as file:
                name = file.read()
        except OSError:
            continue
        found += [child] if name.startswith("winnow") else ranks(child)
    return found


def records(directory):
    """What an undisturbed and a disturbed sweep must agree on: everything but times and ranks."""
    with sqlite3.connect(f"file:{directory}/run.sqlite?mode=ro", uri=True) as database:
        return database.execute("SELECT * FROM items ORDER BY item").fetchall()


def run_round(program, directory, options, chance):
    """Returns the number of kills, of starts, and of starts that hung."""
    kills = starts = hangs = 0
    wanted = chance.randint(1, 4)
    while True:
        process = start(command(program, directory, options), options.library)
        starts += 1
        if kills < wanted:
            time.sleep(chance.uniform(0.2, 2.0))
            victims = ranks(process.pid) or [process.pid]
            victim = process.pid if chance.random() < 0.1 else chance.choice(victims)
            if process.poll() is None:
                try:
                    os.kill(victim, signal.SIGKILL)
                    kills += 1
                except ProcessLookupError:
                    pass
        try:
            code = process.wait(timeout=options.patience)
        except subprocess.TimeoutExpired:
            hangs += 1
            process.kill()
            process.wait()
            continue
        if code == 0:
            return kills, starts, hangs
        # Ranks whose mpirun was killed go by themselves, and hold the store until they are gone.
        time.sleep(0.5)
        if starts > 50:
            raise SystemExit(f"{directory}: not done after {starts} starts; the last ended with {code}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", help="the winnow program")
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--ranks", type=int, default=3)
    parser.add_argument("--items", type=int, default=500)
    parser.add_argument("--patience", type=float, default=180, help="seconds after which a start counts as hung")
    parser.add_argument("--launcher", default="mpirun", help="such as mpirun.mpich")
    parser.add_argument("--library", help="libwinnow-mpi.so for that MPI, if it does not lie beside the program")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    program = os.path.abspath(options.program)
    root = tempfile.mkdtemp(prefix="winnow-kills-")
    undisturbed = os.path.join(root, "undisturbed")
    start(command(program, undisturbed, options), options.library).wait()
    expected = records(undisturbed)
    assert len(expected) == options.items, "the undisturbed sweep is not complete"

    kills = starts = hangs = lost = doubled = changed = 0
    began = time.time()
    for number in range(options.rounds):
        directory = os.path.join(root, f"round-{number}")
        more = run_round(program, directory, options, chance)
        kills, starts, hangs = kills + more[0], starts + more[1], hangs + more[2]
        found = records(directory)
        items = [row[0] for row in found]
        lost += len({row[0] for row in expected} - set(items))
        doubled += len(items) - len(set(items))
        changed += sum(1 for a, b in zip(expected, found, strict=False) if a != b)
        shutil.rmtree(directory)
        print(f"round {number + 1}: {more[0]} kills, {more[1]} starts", flush=True)
    shutil.rmtree(root)
    print(
        f"{options.rounds} rounds, {kills} kills, {starts} starts in {time.time() - began:.0f} s: "
        f"{lost} lost, {doubled} doubled, {changed} changed, {hangs} hangs"
    )
    sys.exit(0 if lost + doubled + changed + hangs == 0 else 1)


if __name__ == "__main__":
    main()
