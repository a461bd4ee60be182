"""JAX: whole grids as arrays, compiled by XLA for one thread, in double precision."""

import jax
import jax.numpy as jnp
import numpy as np

from .common import centres, digits, timed

jax.config.update("jax_enable_x64", True)


@jax.jit
def newton(cells):
    x, y = jnp.meshgrid(cells, cells)
    z = x + 1j * y
    z = jax.lax.fori_loop(0, 60, lambda _, z: z - (z * z * z - 1.0) / (3.0 * z * z), z)
    roots = jnp.array([1.0 + 0.0j, -0.5 + 0.8660254037844386j, -0.5 - 0.8660254037844386j])
    away = jnp.abs(z[..., None] - roots)
    return jnp.where(away.min(-1) < 1e-6, away.argmin(-1), 3)


@jax.jit
def henon(cells):
    x, y = jnp.meshgrid(cells, cells)

    def once(_, state):
        x, y, gone = state
        next = 1.0 - 1.4 * x * x + y
        # what has gone stays where it is, so that nothing overflows
        return jnp.where(gone, x, next), jnp.where(gone, y, 0.3 * x), gone | (jnp.abs(next) > 100.0)

    gone = jax.lax.fori_loop(0, 100, once, (x, y, jnp.zeros_like(x, dtype=bool)))[2]
    return jnp.where(gone, 0, 1)


def build(workload, peer, tolerance, work):
    grid, cells = {
        "newton-basins": (newton, centres(-2.0, 2.0, 500)),
        "henon-basins": (henon, centres(-2.5, 2.5, 1000)),
    }[workload]
    cells = jnp.asarray(cells)
    grid(cells).block_until_ready()

    def run(repeats):
        seconds, labels = timed(repeats, lambda: np.asarray(grid(cells)))
        return seconds, [], digits(labels)

    return run
