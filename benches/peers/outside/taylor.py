"""heyoka: Taylor methods compiled for each system and tolerance, on one orbit or on eight side by side."""

from time import process_time

import heyoka as hy
import numpy as np

from .common import ARENSTORF_MU, ORBITS, centres, digits, starts, timed

BATCH = 8


def lorenz():
    x, y, z = hy.make_vars("x", "y", "z")
    return [(x, 10.0 * (y - x)), (y, x * (28.0 - z) - y), (z, x * y - 8.0 / 3.0 * z)]


def arenstorf():
    x, y, vx, vy = hy.make_vars("x", "y", "vx", "vy")
    mu, rest = ARENSTORF_MU, 1.0 - ARENSTORF_MU
    a, b = x + mu, x - rest
    earth = rest * (a * a + y * y) ** -1.5
    moon = mu * (b * b + y * y) ** -1.5
    return [(x, vx), (y, vy), (vx, x + 2.0 * vy - earth * a - moon * b), (vy, y - 2.0 * vx - earth * y - moon * y)]


def neuron():
    v, n, s, q = hy.make_vars("v", "n", "s", "q")
    m_inf = hy.sigmoid((v + 20.0) / 12.0)
    n_inf = hy.sigmoid((v + 16.0) / 5.6)
    s_inf = hy.sigmoid((v - hy.par[0]) / 10.0)
    p_inf = 0.5 / hy.cosh(v + 49.5)
    current = 3.6 * m_inf * (v - 25.0) + (10.0 * n + 0.12 * p_inf + 4.0 * s) * (v + 75.0)
    return [(v, current * (-1.0 / 0.02)), (n, (n_inf - n) * (0.93 / 0.02)), (s, (s_inf - s) / 35.0), (q, s * s)]


def duffing():
    x, v = hy.make_vars("x", "v")
    return [(x, v), (v, x - x**3 - 0.15 * v)]


def pendulum():
    x, y, vx, vy = hy.make_vars("x", "y", "vx", "vy")
    ax, ay = -0.25 * x - 0.2 * vx, -0.25 * y - 0.2 * vy
    for k in range(3):
        mx, my = np.cos(2 * np.pi * k / 3), np.sin(2 * np.pi * k / 3)
        pull = ((x - mx) ** 2 + (y - my) ** 2 + 0.04) ** -1.5
        ax, ay = ax + (mx - x) * pull, ay + (my - y) * pull
    return [(x, vx), (y, vy), (vx, ax), (vy, ay)]


def build(workload, peer, tolerance, work):
    # Taylor methods have one tolerance
    tolerance = float(tolerance.split(":")[0])
    if workload == "neuron":
        return ensemble(tolerance, starts(work))
    if workload == "duffing-basins":
        cells = centres(-2.0, 2.0, 500)
        x, v = np.meshgrid(cells, cells)
        end = lambda state: (state[0] > 0.0).astype(int)
        return basins(duffing(), tolerance, [x.ravel(), v.ravel()], 60.0, end)
    if workload == "pendulum-basins":
        cells = centres(-2.0, 2.0, 200)
        x, y = np.meshgrid(cells, cells)
        angles = 2 * np.pi * np.arange(3) / 3

        def end(state):
            away = (state[0] - np.cos(angles)[:, None]) ** 2 + (state[1] - np.sin(angles)[:, None]) ** 2
            return np.argmin(away, axis=0)

        return basins(pendulum(), tolerance, [x.ravel(), y.ravel(), 0 * x.ravel(), 0 * x.ravel()], 100.0, end)
    if workload == "lorenz-exponents":
        return exponents(tolerance, net=peer.endswith("-net"))
    return orbit(workload, tolerance)


def orbit(workload, tolerance):
    law = {"lorenz": lorenz, "arenstorf": arenstorf}[workload]()
    start, end = ORBITS[workload]
    taylor = hy.taylor_adaptive(law, start, tol=tolerance)
    start = np.array(start)

    def once(until):
        taylor.time = 0.0
        taylor.state[:] = start
        taylor.propagate_until(until)
        return taylor

    def run(repeats):
        seconds, ended = timed(repeats, lambda: once(end))
        found = ended.state.copy()
        # what Python takes to ask is not the method's: the same with nothing to integrate
        empty = min(timed(repeats, lambda: once(0.0))[0] for _ in range(3))
        return seconds - empty, found, ""

    return run


def ensemble(tolerance, begin):
    batches = len(begin) // BATCH
    begin = begin[: batches * BATCH].reshape(batches, BATCH, 4).transpose(0, 2, 1).copy()
    taylor = hy.taylor_adaptive_batch(neuron(), np.zeros((4, BATCH)), tol=tolerance, pars=np.zeros((1, BATCH)))

    def put(batch):
        taylor.set_time(0.0)
        taylor.state[:3] = begin[batch, :3]
        taylor.state[3] = 0.0
        taylor.pars[0] = begin[batch, 3]

    def once():
        q = np.empty((batches, BATCH))
        for batch in range(batches):
            put(batch)
            taylor.propagate_until(100.0)
            half = taylor.state[3].copy()
            taylor.propagate_until(200.0)
            q[batch] = np.sqrt((taylor.state[3] - half) / 100.0)
        return q

    def at_five():
        ends = np.empty((batches, BATCH, 3))
        for batch in range(batches):
            put(batch)
            taylor.propagate_until(5.0)
            ends[batch] = taylor.state[:3].T
        return ends

    def run(repeats):
        seconds, q = timed(repeats, once)
        return seconds, np.concatenate([at_five().ravel(), q.ravel()]), ""

    return run


def basins(law, tolerance, begin, until, label):
    begin = np.array(begin)
    cells = begin.shape[1]
    batches = -(-cells // BATCH)
    # the last batch repeats the last start
    padded = begin[:, np.minimum(np.arange(batches * BATCH), cells - 1)]
    padded = padded.reshape(len(begin), batches, BATCH).transpose(1, 0, 2).copy()
    taylor = hy.taylor_adaptive_batch(law, np.zeros((len(begin), BATCH)), tol=tolerance)

    def once(until):
        ends = np.empty_like(padded)
        for batch in range(batches):
            taylor.set_time(0.0)
            taylor.state[:] = padded[batch]
            taylor.propagate_until(until)
            ends[batch] = taylor.state
        return ends

    def run(repeats):
        seconds, ends = timed(repeats, lambda: once(until))
        seconds -= timed(repeats, lambda: once(0.0))[0]
        ends = ends.transpose(1, 0, 2).reshape(len(begin), -1)[:, :cells]
        return seconds, [], digits(label(ends))

    return run


#: time averaged, time before, time between two re-orthonormalisations
SPAN, BEFORE, EVERY = 1000, 10, 1.0


def exponents(tolerance, net):
    law = lorenz()
    variational = hy.var_ode_sys(law, hy.var_args.vars, order=1)
    taylor = hy.taylor_adaptive(variational, [1.0, 1.0, 1.0], tol=tolerance, compact_mode=False)
    fresh = taylor.state.copy()

    def once():
        """The exponents, and the time inside the integrator alone."""
        taylor.time = 0.0
        taylor.state[:] = fresh
        sums, inside = np.zeros(3), 0.0
        for unit in range(BEFORE + SPAN):
            begin = process_time()
            taylor.propagate_until((unit + 1) * EVERY)
            inside += process_time() - begin
            q, r = np.linalg.qr(taylor.state[3:].reshape(3, 3))
            taylor.state[3:] = q.ravel()
            if unit >= BEFORE:
                sums += np.log(np.abs(np.diag(r)))
        return sums / (SPAN * EVERY), inside

    def call():
        """What a call takes that has nothing to integrate, clock included: the least of some."""
        taken = []
        for _ in range(5):
            taylor.time, inside = 0.0, 0.0
            for _ in range(200):
                begin = process_time()
                taylor.propagate_until(0.0)
                inside += process_time() - begin
            taken.append(inside / 200)
        return min(taken)

    calls = (BEFORE + SPAN) * call()

    def run(repeats):
        seconds, inside = 0.0, 0.0
        for _ in range(repeats):
            one, (found, within) = timed(1, once)
            seconds, inside = seconds + one, inside + within
        # net of Python: neither the re-orthonormalisation by numpy nor the calls
        return (inside / repeats - calls if net else seconds / repeats), found, ""

    return run
