"""100 outputs for each of 4649 images by batched PyTorch on the processor: the peer of the bench `classifier`.

    python3 -m venv venv && venv/bin/pip install torch==2.15.0 numpy
    venv/bin/python benches/peers/classifier_torch.py [threads]

prints seconds on the wall, least, median and greatest over the rounds, and the least of processor time over all threads,
which is what to look at on a busy machine. As there, the sums of the unperturbed first layer
are computed once, the perturbed rows are added for every output, and the rest are matrix products over all images; nothing
but the class of each output is kept. `numpy` is only there to keep torch from warning.
"""

import os
import sys
import time

import torch

SIZES = (256, 200, 200, 750, 10)
IMAGES = 4649
OUTPUTS = 100
ROWS = 30
ROUNDS = 5


def outputs(x, weights, biases, additions, activation, batch):
    """Classes of every image and output: x (images, 256), additions (outputs, 30, 200)."""
    classes = torch.empty(len(additions), len(x), dtype=torch.int64)
    for begin in range(0, len(x), batch):
        part = x[begin : begin + batch]
        base = torch.addmm(biases[0], part, weights[0])
        moved = part[:, :ROWS].contiguous()
        for k, addition in enumerate(additions):
            h = activation(torch.addmm(base, moved, addition))
            for w, b in zip(weights[1:-1], biases[1:-1]):
                h = activation(torch.addmm(b, h, w))
            classes[k, begin : begin + batch] = torch.addmm(biases[-1], h, weights[-1]).argmax(1)
    return classes


def main():
    threads = int(sys.argv[1]) if len(sys.argv) > 1 else os.cpu_count()
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    print(f"torch {torch.__version__}, {torch.backends.cpu.get_cpu_capability()}, {threads} threads, float32")
    weights = [torch.randn(i, o) / i**0.5 for i, o in zip(SIZES[:-1], SIZES[1:])]
    biases = [0.1 * torch.randn(o) for o in SIZES[1:]]
    x = 2 * torch.rand(IMAGES, SIZES[0]) - 1
    additions = 0.07 * torch.randn(OUTPUTS, ROWS, SIZES[1])
    with torch.inference_mode():
        for activation in (torch.sigmoid, torch.relu):
            for batch in (IMAGES, 512):
                times, busy = [], []
                for _ in range(ROUNDS + 1):
                    begin, begin_busy = time.perf_counter(), time.process_time()
                    outputs(x, weights, biases, additions, activation, batch)
                    times.append(time.perf_counter() - begin)
                    busy.append(time.process_time() - begin_busy)
                times = sorted(times[1:])
                least, median, greatest = times[0], times[len(times) // 2], times[-1]
                name = activation.__name__
                print(f"{name:8} batch {batch:5}: {median:.3f} s ({least:.3f} to {greatest:.3f}), processor {min(busy):.3f} s")


if __name__ == "__main__":
    main()
