#!/usr/bin/env python3
"""Solve a mask instance with a rival engine that installs from PyPI, on one thread.

    rivals.py exact|scip SECONDS INSTANCE.json.gz      (pip install exact pyscipopt)

Exact (pseudo-Boolean, cutting planes) gets the constraints as the integers that the doubles are, without rounding; SCIP
gets the doubles, scaled so that a constraint's largest coefficient is 1, and twice its tolerance (1e-6) above the
threshold. Prints one line of JSON: solve_seconds, status, windows, and the mask as 0 and 1.
"""

import gzip
import json
import math
import sys
import time
from fractions import Fraction


def integers(constraint):
    """Coefficients and bound of the same constraint over integers: sum(coefficient * m) >= bound."""
    numbers = [Fraction(c) for c in constraint["coefficients"]]
    missing = Fraction(constraint["threshold"]) - Fraction(constraint["bias"])
    scale = math.lcm(missing.denominator, *(number.denominator for number in numbers))
    whole = [int(number * scale) for number in numbers]
    bound = int(missing * scale) + 1
    divisor = math.gcd(*whole) or 1
    return [number // divisor for number in whole], -(-bound // divisor)


def with_exact(instance, seconds):
    import exact

    solver = exact.Exact()
    names = [f"m{i}" for i in range(instance["variables"])]
    for name in names:
        solver.addVariable(name, 0, 1)
    for constraint in instance["constraints"]:
        coefficients, bound = integers(constraint)
        terms = [(c, names[v]) for c, v in zip(coefficients, constraint["variables"], strict=True) if c]
        solver.addConstraint(terms, True, bound)
    solver.setObjective([(1, name) for name in names], True, 0)
    start = time.time()
    status = str(solver.runFull(True, seconds))
    elapsed = time.time() - start
    mask = solver.getLastSolutionFor(names) if solver.hasSolution() else None
    # It says UNSAT once nothing better than the last solution is left.
    done = {"UNSAT": "optimal" if mask else "infeasible", "SAT": "optimal"}
    return done.get(status.rsplit(".", 1)[-1], status.lower()), mask, elapsed


def with_scip(instance, seconds):
    import pyscipopt

    model = pyscipopt.Model()
    model.hideOutput()
    model.setParam("limits/time", seconds)
    variables = [model.addVar(vtype="B", obj=1.0) for _ in range(instance["variables"])]
    for constraint in instance["constraints"]:
        scale = max([abs(c) for c in constraint["coefficients"]] + [1e-9])
        terms = zip(constraint["coefficients"], constraint["variables"], strict=True)
        missing = (constraint["threshold"] - constraint["bias"]) / scale
        model.addCons(pyscipopt.quicksum(c / scale * variables[v] for c, v in terms) >= missing + 2e-6)
    start = time.time()
    model.optimize()
    elapsed = time.time() - start
    mask = [round(model.getVal(v)) for v in variables] if model.getNSols() else None
    return model.getStatus(), mask, elapsed


def main():
    engine, seconds, path = sys.argv[1:]
    with gzip.open(path) as file:
        instance = json.load(file)
    status, mask, elapsed = {"exact": with_exact, "scip": with_scip}[engine](instance, float(seconds))
    line = {"solve_seconds": elapsed, "status": status, "windows": sum(mask) if mask else None, "mask": mask}
    print(json.dumps(line))


if __name__ == "__main__":
    main()
