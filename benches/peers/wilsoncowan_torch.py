"""One iteration of training a Wilson-Cowan metapopulation by plain PyTorch autograd on the processor: a peer of our own training.

    python3 -m venv venv && venv/bin/pip install torch==2.15.0 numpy
    venv/bin/python benches/peers/wilsoncowan_torch.py [--nodes 784 --batch 50 --steps 10 --dt 0.25 --threads 2] [--spectral]

prints milliseconds on the wall of forward, backward and Adam together (median, least and greatest over the iterations), the
share of the rate at which torch itself multiplies matrices of this size, and the peak of the resident memory, with what of it
was there before the model. Data are drawn at random, which does not matter to the time. `numpy` is only there to keep torch
from warning.

The coupling is `A = M (I - V V^T)`, or with `--spectral` `A = Phi Lambda Phi^-1` with an inverse in every iteration and the
published code's penalty on columns that are not orthogonal.
"""

import argparse
import math
import resource
import statistics
import sys
import time

import torch

LOW, HIGH = 0.21359034124199836, 0.37326898463326615
CLASSES = 10
SAMPLES = 2000


def targets(nodes):
    """One segment a class at the lower state on a background at the upper one: (classes, nodes)."""
    segment = nodes // (CLASSES + 2)
    patterns = torch.full((CLASSES, nodes), HIGH)
    for k in range(CLASSES):
        patterns[k, k * segment : (k + 1) * segment] = LOW
    return patterns


class Projected(torch.nn.Module):
    def __init__(self, basis):
        super().__init__()
        nodes = basis.shape[0]
        self.basis = basis
        self.numbers = torch.nn.Parameter(torch.randn(nodes, nodes) - math.sqrt(nodes) * torch.eye(nodes))

    def coupling(self):
        return self.numbers - (self.numbers @ self.basis) @ self.basis.T

    def penalty(self):
        return 0.0


class Spectral(torch.nn.Module):
    def __init__(self, basis):
        super().__init__()
        nodes, classes = basis.shape
        self.basis = basis
        columns = torch.linalg.qr(torch.randn(nodes, nodes - classes))[0]
        self.columns = torch.nn.Parameter(1.15 * columns)
        self.eigenvalues = torch.nn.Parameter(torch.randn(nodes - classes) - math.sqrt(nodes))

    def coupling(self):
        inverse = torch.linalg.inv(torch.cat([self.columns, self.basis], 1))
        return (self.columns * self.eigenvalues) @ inverse[: len(self.eigenvalues)]

    def penalty(self):
        units = self.columns / self.columns.norm(dim=0)
        cosines = units.T @ units
        count = len(self.eigenvalues)
        return 0.01 * (cosines.abs().sum() - count) / (count * (count - 1))


def end(x, coupling, gamma, steps, dt):
    """x after so many steps of Euler's method from x = y."""
    y = x
    weights = (7.2 * torch.eye(len(coupling)) + coupling / math.sqrt(len(coupling))).T
    for _ in range(steps):
        excitatory = 0.65 + 0.25 * torch.tanh(3.7 * (x @ weights - 2.0 * y - 1.2))
        inhibitory = 0.5 + 0.5 * torch.tanh(0.1 - y)
        x, y = (
            x + dt * ((1.0 - x) * excitatory - 1.5 * x),
            y + dt * ((1.0 - y) * inhibitory - 0.4 * y) / gamma,
        )
    return x


def rate(rows, inner, columns, rounds=20):
    """Operations a second of a product of matrices, the best of the rounds."""
    a, b = torch.randn(rows, inner), torch.randn(inner, columns)
    out = torch.empty(rows, columns)
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        torch.mm(a, b, out=out)
        times.append(time.perf_counter() - begin)
    return 2.0 * rows * inner * columns / min(times)


def memory():
    """The peak of the resident memory so far, in MB: Linux counts in kilobytes, macOS in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--nodes", type=int, default=784)
    parser.add_argument("--batch", type=int, default=50)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--dt", type=float, default=0.25)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--iterations", type=int, default=30)
    parser.add_argument("--spectral", action="store_true")
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    torch.manual_seed(1)
    capability = torch.backends.cpu.get_cpu_capability()
    print(f"torch {torch.__version__}, {capability}, {given.threads} threads, float32")

    patterns = targets(given.nodes)
    basis = torch.linalg.qr(patterns.T.double())[0].float()
    images, labels = torch.rand(SAMPLES, given.nodes), torch.randint(CLASSES, (SAMPLES,))
    model = (Spectral if given.spectral else Projected)(basis)
    gamma = torch.nn.Parameter(torch.tensor(0.25))
    adam = torch.optim.Adam([*model.parameters(), gamma], lr=1e-2)
    before = memory()

    times, busy, loss = [], [], None
    for iteration in range(given.iterations + 3):
        places = torch.randint(SAMPLES, (given.batch,))
        x, wanted = images[places], patterns[labels[places]]
        begin, begin_busy = time.perf_counter(), time.process_time()
        adam.zero_grad()
        reached = end(x, model.coupling(), gamma, given.steps, given.dt)
        loss = ((reached - wanted) ** 2).mean() + model.penalty()
        loss.backward()
        adam.step()
        # the first ones fetch memory
        if iteration >= 3:
            times.append(1e3 * (time.perf_counter() - begin))
            busy.append(1e3 * (time.process_time() - begin_busy))
    peak = memory()
    if not math.isfinite(loss.item()):
        sys.exit("the loss is no number: these times mean nothing")

    nodes, batch, steps = given.nodes, given.batch, given.steps
    # forward, back to the state, and to the coupling: one product of this size each a step
    operations = 3 * steps * 2.0 * batch * nodes * nodes
    own, tall = rate(batch, nodes, nodes), rate(nodes, batch * steps, nodes)
    middle = statistics.median(times)
    name = "spectral" if given.spectral else "projected"
    print(f"{name}, {nodes} nodes, batch {batch}, {steps} steps of {given.dt}, loss {loss.item():.4g}")
    print(f"iteration: {middle:.2f} ms ({min(times):.2f} to {max(times):.2f}), processor {statistics.median(busy):.2f} ms")
    print(f"products of its steps: {operations / middle / 1e6:.0f} GFLOP/s, {1e3 * operations / middle / own:.0%} of torch's own")
    print(f"torch.mm {batch} x {nodes} x {nodes}: {own / 1e9:.0f} GFLOP/s; {nodes} x {batch * steps} x {nodes}: {tall / 1e9:.0f} GFLOP/s")
    print(f"peak memory: {peak:.0f} MB, {before:.0f} MB of it before the first iteration")


if __name__ == "__main__":
    main()
