"""CVODE: the C driver beside this file, compiled for this processor when it is first asked for."""

import ctypes
import os
import subprocess

import numpy as np

from .common import ORBITS, starts, timed, tolerances

LIBRARIES = ["sundials_cvode", "sundials_nvecserial", "sundials_sunlinsoldense", "sundials_sunmatrixdense", "m"]


def library(work):
    source = os.path.join(os.path.dirname(__file__), "cvode.c")
    made = os.path.join(work, "cvode.so")
    command = ["gcc", "-O3", "-march=native", "-shared", "-fPIC", source, "-o", made]
    compiled = subprocess.run(command + [f"-l{name}" for name in LIBRARIES], capture_output=True, text=True)
    if compiled.returncode:
        raise RuntimeError("the C driver does not compile (libsundials-dev?): " + compiled.stderr.strip()[:200])
    return ctypes.CDLL(made)


LOADED = {}


def numbers(array):
    return array.ctypes.data_as(ctypes.POINTER(ctypes.c_double))


def build(workload, peer, tolerance, work):
    if work not in LOADED:
        LOADED[work] = library(work)
    driver, real, name = LOADED[work], ctypes.c_double, workload.encode()
    relative, absolute = map(real, tolerances(tolerance))

    def check(flag):
        if flag:
            raise RuntimeError(f"CVODE ends with flag {flag}")

    if workload == "neuron":
        begin = starts(work)
        x0, ends = np.zeros(4), np.zeros(8)

        def one(start, times):
            x0[:3] = start[:3]
            times = np.array(times)
            vs = real(start[3])
            check(driver.run(name, numbers(x0), vs, numbers(times), len(times), relative, absolute, numbers(ends)))
            return ends

        def once():
            q = np.empty(len(begin))
            for i, start in enumerate(begin):
                found = one(start, [0.0, 100.0, 200.0])
                q[i] = np.sqrt((found[7] - found[3]) / 100.0)
            return q

        def run(repeats):
            seconds, q = timed(repeats, once)
            five = np.concatenate([one(start, [0.0, 5.0])[:3].copy() for start in begin])
            return seconds, np.concatenate([five, q]), ""

        return run
    start, end = ORBITS[workload]
    start, times, found = np.array(start, dtype=float), np.array([0.0, end]), np.zeros(len(start))
    parameter = real({"van-der-pol": 1e-6, "stiffest-van-der-pol": 1e-12}.get(workload, 0.0))

    def run(repeats):
        arguments = (name, numbers(start), parameter, numbers(times), relative, absolute, numbers(found), repeats)
        seconds, flag = timed(1, lambda: driver.repeat(*arguments))
        check(flag)
        return seconds / repeats, found, ""

    return run
