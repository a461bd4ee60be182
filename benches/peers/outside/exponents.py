"""JiTCODE and pynamicalsys: Lyapunov exponents of flows."""

import numpy as np

from .common import timed

#: time averaged, time before
LORENZ, LORENZ96 = (1000.0, 10.0), (100.0, 20.0)
SITES = 40


def build(workload, peer, tolerance, work):
    return {"jitcode": jitcode, "pynamicalsys": pynamicalsys}[peer](workload, float(tolerance.split(":")[0]))


def jitcode(workload, tolerance):
    from jitcode import jitcode_lyap, y

    if workload == "lorenz-exponents":
        law = [10.0 * (y(1) - y(0)), y(0) * (28.0 - y(2)) - y(1), y(0) * y(1) - 8.0 / 3.0 * y(2)]
        start, (span, before), every = [1.0, 1.0, 1.0], LORENZ, 1.0
    else:
        n = SITES
        law = [(y((i + 1) % n) - y((i - 2) % n)) * y((i - 1) % n) - y(i) + 8.0 for i in range(n)]
        start, (span, before), every = [8.0 + 0.01 * (i * 7 % 11) for i in range(n)], LORENZ96, 0.2
    count = len(law)
    ode = jitcode_lyap(law, n_lyap=count, simplify=False, verbose=False)
    ode.generate_f_C(chunk_size=100)
    ode.compile_C(extra_compile_args=["-O3", "-march=native", "-g0", "-Wno-unknown-pragmas"])
    ode.set_integrator("dop853", rtol=tolerance, atol=tolerance)

    def once():
        np.random.seed(1)
        ode.set_initial_value(np.array(start), 0.0)
        sums = np.zeros(count)
        for unit in range(round((before + span) / every)):
            _, local, _ = ode.integrate((unit + 1) * every)
            if (unit + 1) * every > before + 1e-9:
                sums += local * every
        return sums / span

    def run(repeats):
        seconds, found = timed(repeats, once)
        return seconds, found, ""

    return run


def pynamicalsys(workload, step):
    from pynamicalsys import ContinuousDynamicalSystem

    if workload != "lorenz-exponents":
        raise ValueError(f"no {workload} for pynamicalsys")
    system = ContinuousDynamicalSystem(model="lorenz system")
    system.integrator("rk4", time_step=step)
    parameters, (span, before) = [10.0, 28.0, 8.0 / 3.0], LORENZ
    once = lambda: system.lyapunov([1.0, 1.0, 1.0], span + before, parameters=parameters, transient_time=before)
    once()

    def run(repeats):
        seconds, found = timed(repeats, once)
        return seconds, found, ""

    return run
