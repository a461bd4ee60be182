"""The peers outside Rust, for `cargo xtask bench peers`: asked on stdin, answered on stdout, a JSON line each.

Install them into a virtual environment (numbalsoda is a source package; the C driver needs SUNDIALS' headers):

    apt-get install gcc gfortran cmake libsundials-dev
    python3 -m venv peers && peers/bin/pip install -r benches/peers/requirements.txt
    NEURODYN_PEERS_PYTHON=$PWD/peers/bin/python cargo xtask bench peers

Versions measured: see requirements.txt; SUNDIALS CVODE 6.4.1 (Debian).

A request is `workload peer tolerance repeats`, where tolerance is `relative:absolute`, or what else a workload says. An
answer has `seconds`, processor time of one run, and `end`, a list of numbers, or `labels`, a digit a cell; or `failed`,
why not. A peer is built and compiled when it is first asked for, outside the time.
"""

import importlib
import importlib.metadata
import json
import math
import os
import sys
import warnings

# one thread each: before anything numerical is imported
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[name] = "1"
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
os.environ["JAX_PLATFORMS"] = "cpu"
warnings.filterwarnings("ignore")
sys.dont_write_bytecode = True

# which module runs which peer, and which package it needs
PEERS = {
    "heyoka": ("taylor", "heyoka"),
    "heyoka-net": ("taylor", "heyoka"),
    "LSODA": ("fortran", "numbalsoda"),
    "numbalsoda-dop853": ("fortran", "numbalsoda"),
    "numba": ("loops", "numba"),
    "numba-each": ("loops", "numba"),
    "jax": ("arrays", "jax"),
    "CVODE": ("cvode", None),
    "jitcode": ("exponents", "jitcode"),
    "pynamicalsys": ("exponents", "pynamicalsys"),
}
PACKAGES = ["heyoka", "numbalsoda", "jitcode", "pynamicalsys", "jax", "numba", "numpy", "scipy"]


def greeting():
    """Versions of the packages, and which are missing."""
    versions, missing = {"python": sys.version.split()[0]}, {}
    for package in PACKAGES:
        try:
            versions[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError as error:
            missing[package] = f"not installed: {error}"
    return {"versions": versions, "missing": missing}


def answer(request, work, built):
    """Runs what a request asks for."""
    workload, peer, tolerance, repeats = request.split()
    key = (workload, peer, tolerance)
    if key not in built:
        if peer not in PEERS:
            return {"failed": f"no peer {peer}"}
        module, package = PEERS[peer]
        try:
            builder = importlib.import_module(f"outside.{module}")
        except ImportError as error:
            return {"failed": f"{package or module} cannot be imported: {error}"}
        built[key] = builder.build(workload, peer, tolerance, work)
    seconds, end, labels = built[key](int(repeats))
    finite = [float(x) if math.isfinite(x) else None for x in end]
    return {"seconds": seconds, "end": finite, "labels": labels}


def main():
    work = sys.argv[1]
    # what a package prints must not be taken for an answer
    channel = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    built = {}

    def say(value):
        channel.write(json.dumps(value) + "\n")
        channel.flush()

    say(greeting())
    for line in sys.stdin:
        if line.strip() == "end":
            return
        try:
            say(answer(line, work, built))
        except Exception as error:  # whatever fails in a peer is that row's fault, not the end of the run
            say({"failed": f"{type(error).__name__}: {error}"})


if __name__ == "__main__":
    main()
