"""What peers share: the clock, tolerances, the starts of ensembles and the grids of basins."""

import os
from time import process_time

import numpy as np

ARENSTORF_MU = 0.012277471
ARENSTORF_PERIOD = 17.0652165601579625588917206249
#: workload: (start, end of the span)
ORBITS = {
    "robertson": ([1.0, 0.0, 0.0], 1e11),
    "van-der-pol": ([2.0, -0.66], 2.0),
    "stiffest-van-der-pol": ([2.0, -0.66], 2.0),
    "hires": ([1.0, 0, 0, 0, 0, 0, 0, 0.0057], 321.8122),
    "orego": ([1.0, 2.0, 3.0], 360.0),
    "pollution": ([0, 0.2, 0, 0.04, 0, 0, 0.1, 0.3, 0.01, 0, 0, 0, 0, 0, 0, 0, 0.007, 0, 0, 0], 60.0),
    "lorenz": ([1.0, 1.0, 1.0], 10.0),
    "arenstorf": ([0.994, 0.0, 0.0, -2.00158510637908252240537862224], ARENSTORF_PERIOD),
}
#: constants of the 25 reactions of the pollution problem
POLLUTION = np.array(
    [0.35, 26.6, 1.23e4, 8.6e-4, 8.2e-4, 1.5e4, 1.3e-4, 2.4e4, 1.65e4, 9e3, 0.022, 1.2e4, 1.88, 1.63e4, 4.8e6]
    + [3.5e-4, 0.0175, 1e8, 4.44e11, 1.24e3, 2.1, 5.78, 0.0474, 1.78e3, 3.12]
)


def tolerances(text):
    """`relative:absolute`."""
    relative, absolute = text.split(":")
    return float(relative), float(absolute)


def timed(repeats, run):
    """Processor seconds of one run, and what the last one gave."""
    begin = process_time()
    for _ in range(repeats):
        found = run()
    return (process_time() - begin) / repeats, found


def starts(work):
    """The starts of the ensemble, `V, n, S, V_S` each."""
    return np.fromfile(os.path.join(work, "starts.bin")).reshape(-1, 4)


def centres(low, high, cells):
    """Centres of cells, as `dynsys::basin::Axis` has them."""
    i = np.arange(cells)
    return ((2 * (cells - i) - 1) * low + (2 * i + 1) * high) / (2 * cells)


def digits(labels):
    """Labels as text, a digit each."""
    return "".join(map(str, np.asarray(labels).ravel().tolist()))
