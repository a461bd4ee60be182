"""numbalsoda: LSODA and DOP853 around right-hand sides that numba compiles; loops over runs are compiled, too."""

import numba as nb
import numpy as np
from numbalsoda import dop853, lsoda, lsoda_sig

from .common import ARENSTORF_MU, ORBITS, POLLUTION, starts, timed, tolerances

MOST_STEPS = 2_000_000_000


@nb.cfunc(lsoda_sig)
def robertson(t, x, dx, p):
    a, b, c = 0.04 * x[0], 1e4 * x[1] * x[2], 3e7 * x[1] * x[1]
    dx[0] = b - a
    dx[1] = a - b - c
    dx[2] = c


def van_der_pol(mu):
    epsilon = 1.0 / (mu * mu)

    @nb.cfunc(lsoda_sig)
    def law(t, x, dx, p):
        dx[0] = x[1]
        dx[1] = ((1.0 - x[0] * x[0]) * x[1] - x[0]) / epsilon

    return law


@nb.cfunc(lsoda_sig)
def hires(t, x, dx, p):
    bound = 280.0 * x[5] * x[7]
    held = bound - 1.81 * x[6]
    dx[0] = -1.71 * x[0] + 0.43 * x[1] + 8.32 * x[2] + 0.0007
    dx[1] = 1.71 * x[0] - 8.75 * x[1]
    dx[2] = -10.03 * x[2] + 0.43 * x[3] + 0.035 * x[4]
    dx[3] = 8.32 * x[1] + 1.71 * x[2] - 1.12 * x[3]
    dx[4] = -1.745 * x[4] + 0.43 * (x[5] + x[6])
    dx[5] = -bound + 0.69 * x[3] + 1.71 * x[4] - 0.43 * x[5] + 0.69 * x[6]
    dx[6] = held
    dx[7] = -held


@nb.cfunc(lsoda_sig)
def orego(t, x, dx, p):
    dx[0] = 77.27 * (x[1] - x[0] * x[1] + x[0] - 8.375e-6 * x[0] * x[0])
    dx[1] = (x[2] - x[1] - x[0] * x[1]) / 77.27
    dx[2] = 0.161 * (x[0] - x[2])


K = tuple(POLLUTION.tolist())


@nb.cfunc(lsoda_sig)
def pollution(t, x, dx, p):
    r1, r2, r3 = K[0] * x[0], K[1] * x[1] * x[3], K[2] * x[4] * x[1]
    r4, r5, r6 = K[3] * x[6], K[4] * x[6], K[5] * x[6] * x[5]
    r7, r8, r9 = K[6] * x[8], K[7] * x[8] * x[5], K[8] * x[10] * x[1]
    r10, r11, r12 = K[9] * x[10] * x[0], K[10] * x[12], K[11] * x[9] * x[1]
    r13, r14, r15 = K[12] * x[13], K[13] * x[0] * x[5], K[14] * x[2]
    r16, r17, r18 = K[15] * x[3], K[16] * x[3], K[17] * x[15]
    r19, r20, r21 = K[18] * x[15], K[19] * x[16] * x[5], K[20] * x[18]
    r22, r23, r24, r25 = K[21] * x[18], K[22] * x[0] * x[3], K[23] * x[18] * x[0], K[24] * x[19]
    dx[0] = -r1 - r10 - r14 - r23 - r24 + r2 + r3 + r9 + r11 + r12 + r22 + r25
    dx[1] = -r2 - r3 - r9 - r12 + r1 + r21
    dx[2] = -r15 + r1 + r17 + r19 + r22
    dx[3] = -r2 - r16 - r17 - r23 + r15
    dx[4] = -r3 + 2.0 * r4 + r6 + r7 + r13 + r20
    dx[5] = -r6 - r8 - r14 - r20 + r3 + 2.0 * r18
    dx[6] = -r4 - r5 - r6 + r13
    dx[7] = r4 + r5 + r6 + r7
    dx[8] = -r7 - r8
    dx[9] = -r12 + r7 + r9
    dx[10] = -r9 - r10 + r8 + r11
    dx[11] = r9
    dx[12] = -r11 + r10
    dx[13] = -r13 + r12
    dx[14] = r14
    dx[15] = -r18 - r19 + r16
    dx[16] = -r20
    dx[17] = r20
    dx[18] = -r21 - r22 - r24 + r23 + r25
    dx[19] = -r25 + r24


@nb.cfunc(lsoda_sig)
def lorenz(t, x, dx, p):
    dx[0] = 10.0 * (x[1] - x[0])
    dx[1] = x[0] * (28.0 - x[2]) - x[1]
    dx[2] = x[0] * x[1] - 8.0 / 3.0 * x[2]


@nb.cfunc(lsoda_sig)
def arenstorf(t, x, dx, p):
    rest = 1.0 - ARENSTORF_MU
    a, b = x[0] + ARENSTORF_MU, x[0] - rest
    earth, moon = a * a + x[1] * x[1], b * b + x[1] * x[1]
    earth, moon = rest / (earth * np.sqrt(earth)), ARENSTORF_MU / (moon * np.sqrt(moon))
    dx[0] = x[2]
    dx[1] = x[3]
    dx[2] = x[0] + 2.0 * x[3] - earth * a - moon * b
    dx[3] = x[1] - 2.0 * x[2] - earth * x[1] - moon * x[1]


@nb.cfunc(lsoda_sig)
def neuron(t, x, dx, p):
    v, n, s = x[0], x[1], x[2]
    m_inf = 1.0 / (1.0 + np.exp((-20.0 - v) / 12.0))
    n_inf = 1.0 / (1.0 + np.exp((-16.0 - v) / 5.6))
    s_inf = 1.0 / (1.0 + np.exp((p[0] - v) / 10.0))
    e = np.exp(-abs(v + 49.5))
    conductance = 10.0 * n + 0.12 * e / (1.0 + e * e) + 4.0 * s
    dx[0] = -(3.6 * m_inf * (v - 25.0) + conductance * (v + 75.0)) / 0.02
    dx[1] = 0.93 * (n_inf - n) / 0.02
    dx[2] = (s_inf - s) / 35.0
    dx[3] = s * s


LAWS = {
    "robertson": lambda: robertson,
    "van-der-pol": lambda: van_der_pol(1e3),
    "stiffest-van-der-pol": lambda: van_der_pol(1e6),
    "hires": lambda: hires,
    "orego": lambda: orego,
    "pollution": lambda: pollution,
    "lorenz": lambda: lorenz,
    "arenstorf": lambda: arenstorf,
}


def looped(solver):
    """Many runs of one orbit, and the ensemble, as compiled loops over `solver`."""

    @nb.njit
    def orbit(law, start, times, data, relative, absolute, repeats):
        for _ in range(repeats):
            found, fine = solver(law, start, times, data=data, rtol=relative, atol=absolute, mxstep=MOST_STEPS)
        return found[-1], fine

    @nb.njit
    def ensemble(law, starts, relative, absolute):
        q = np.empty(len(starts))
        fine = True
        x, data = np.empty(4), np.empty(1)
        for i in range(len(starts)):
            x[:3], x[3], data[0] = starts[i, :3], 0.0, starts[i, 3]
            times = np.array([0.0, 100.0, 200.0])
            found, ran = solver(law, x, times, data=data, rtol=relative, atol=absolute, mxstep=MOST_STEPS)
            q[i] = np.sqrt((found[2, 3] - found[1, 3]) / 100.0)
            fine = fine and ran
        return q, fine

    return orbit, ensemble


ORBIT, ENSEMBLE = {}, {}
for name, solver in (("LSODA", lsoda), ("numbalsoda-dop853", dop853)):
    ORBIT[name], ENSEMBLE[name] = looped(solver)


def build(workload, peer, tolerance, work):
    relative, absolute = tolerances(tolerance)
    if workload == "neuron":
        begin, law, many = starts(work), neuron.address, ENSEMBLE[peer]
        alone = ORBIT[peer]
        x0 = np.zeros(4)

        def at_five():
            ends = []
            for v, n, s, vs in begin:
                x0[:] = v, n, s, 0.0
                ends.append(alone(law, x0, np.array([0.0, 5.0]), np.array([vs]), relative, absolute, 1)[0][:3])
            return np.concatenate(ends)

        def run(repeats):
            seconds, (q, fine) = timed(repeats, lambda: many(law, begin, relative, absolute))
            if not fine:
                raise RuntimeError("the integrator gave up")
            return seconds, np.concatenate([at_five(), q]), ""

        many(law, begin[:1], relative, absolute)
        return run
    start, end = ORBITS[workload]
    law, start, times = LAWS[workload]().address, np.array(start, dtype=float), np.array([0.0, end])
    alone, none = ORBIT[peer], np.zeros(1)
    alone(law, start, times, none, relative, absolute, 1)

    def run(repeats):
        once = lambda: alone(law, start, times, none, relative, absolute, repeats)
        seconds, (found, fine) = timed(1, once)
        if not fine:
            raise RuntimeError("the integrator gave up")
        return seconds / repeats, found, ""

    return run
