"""numba: plain loops over maps, on one thread, as a user would write them."""

import numba as nb
import numpy as np

from .common import centres, digits, timed


@nb.njit
def henon_exponents(iterations, every):
    x, y = 0.1, 0.1
    a, b, c, d = 1.0, 0.0, 0.0, 1.0
    first, second = 0.0, 0.0
    for i in range(100):
        x, y = 1.0 - 1.4 * x * x + y, 0.3 * x
    for i in range(iterations):
        slope = -2.8 * x
        x, y = 1.0 - 1.4 * x * x + y, 0.3 * x
        a, c = slope * a + c, 0.3 * a
        b, d = slope * b + d, 0.3 * b
        if (i + 1) % every == 0:
            size = np.sqrt(a * a + c * c)
            a, c = a / size, c / size
            first += np.log(size)
            along = a * b + c * d
            b, d = b - along * a, d - along * c
            size = np.sqrt(b * b + d * d)
            b, d = b / size, d / size
            second += np.log(size)
    return first / iterations, second / iterations


@nb.njit
def newton_basins(cells, most):
    roots = (1.0 + 0.0j, -0.5 + 0.8660254037844386j, -0.5 - 0.8660254037844386j)
    labels = np.full((len(cells), len(cells)), 3, dtype=np.uint8)
    for row in range(len(cells)):
        for column in range(len(cells)):
            z = complex(cells[column], cells[row])
            for _ in range(most):
                z = z - (z * z * z - 1.0) / (3.0 * z * z)
                found = False
                for k in range(3):
                    away = z - roots[k]
                    if away.real * away.real + away.imag * away.imag < 1e-12:
                        labels[row, column] = k
                        found = True
                if found:
                    break
    return labels


@nb.njit
def henon_basins(cells, most):
    labels = np.ones((len(cells), len(cells)), dtype=np.uint8)
    for row in range(len(cells)):
        for column in range(len(cells)):
            x, y = cells[column], cells[row]
            for _ in range(most):
                x, y = 1.0 - 1.4 * x * x + y, 0.3 * x
                if abs(x) > 100.0:
                    labels[row, column] = 0
                    break
    return labels


def build(workload, peer, tolerance, work):
    if workload == "henon-exponents":
        every = 1 if peer == "numba-each" else 8

        def run(repeats):
            seconds, found = timed(repeats, lambda: henon_exponents(10_000_000, every))
            return seconds, found, ""

        henon_exponents(10, every)
        return run
    loop, cells, most = {
        "newton-basins": (newton_basins, centres(-2.0, 2.0, 500), 60),
        "henon-basins": (henon_basins, centres(-2.5, 2.5, 1000), 100),
    }[workload]
    loop(cells[:2], most)

    def run(repeats):
        seconds, labels = timed(repeats, lambda: loop(cells, most))
        return seconds, [], digits(labels)

    return run
