"""The mapping step of `hhnet`, eq. (5), as batched PyTorch on one core: the peer of the bench `mapping`.

    python3 -m venv venv && venv/bin/pip install torch==2.15.0 numpy
    venv/bin/python benches/peers/mapping_torch.py

prints nanoseconds of processor time a trajectory and step: the median over rounds, for plain (eager) operations and,
where a C++ compiler is found, for `torch.compile`. `numpy` is only there to keep torch from warning.
"""

import json
import pathlib
import struct
import sys
import time

import torch

NET = pathlib.Path(__file__).parents[2] / "crates/hhnet/nets/modified.safetensors"
BATCHES = (1000, 10_000)
ROUNDS = 7
# rows of work in a round, so that a round takes some tenths of a second
ROWS = 200_000


def tensors(path, dtype):
    """The header and the tensors of a safetensors file in f64: 8 bytes of length, JSON, data."""
    raw = path.read_bytes()
    (length,) = struct.unpack("<Q", raw[:8])
    header = json.loads(raw[8 : 8 + length])
    about = json.loads(header.pop("__metadata__")["hhnet"])
    found = {}
    for name, entry in header.items():
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        values = torch.frombuffer(bytearray(raw[begin:end]), dtype=torch.float64)
        found[name] = values.reshape(entry["shape"]).to(dtype)
    return about, found


def mapping(path, dtype):
    """u(t) -> u(t + dt) for u of shape (batch, 3) and p of shape (batch, 1), both scaled."""
    about, w = tensors(path, dtype)
    chi = about["chi"]

    def step(u, p):
        columns = []
        for i in range(3):
            own = u[:, i : i + 1]
            others = torch.cat([u[:, :i], u[:, i + 1 :]], dim=1)
            inner = torch.addmm(w[f"{i}.beta"], others, w[f"{i}.A"]) + p * w[f"{i}.B"]
            hidden = torch.tanh(torch.addcmul(w[f"{i}.mu"], own, w[f"{i}.a"]) + torch.tanh(inner))
            output = hidden @ w[f"{i}.b"] + w[f"{i}.gamma"]
            columns.append((1 - chi) * u[:, i] + chi * output)
        return torch.stack(columns, dim=1)

    return about, step


def nanoseconds(step, about, batch, dtype):
    """Of processor time a trajectory and step: least, median, greatest over the rounds."""
    scaled = [
        (x - m) / s
        for x, m, s in zip((-51.0, 0.002, 0.185), about["variables"]["middle"], about["variables"]["half"])
    ]
    u = torch.tensor([scaled] * batch, dtype=dtype)
    p = torch.full((batch, 1), -0.2, dtype=dtype)
    for _ in range(3):
        u = step(u, p)
    steps = max(1, ROWS // batch)
    times = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        for _ in range(steps):
            u = step(u, p)
        times.append((time.process_time() - begin) / (steps * batch) * 1e9)
    if not torch.isfinite(u).all():
        sys.exit("the mapping left the finite numbers")
    times.sort()
    return times[0], times[ROUNDS // 2], times[-1]


def main():
    torch.set_num_threads(1)
    print(f"torch {torch.__version__}, {torch.backends.cpu.get_cpu_capability()}, one thread")
    with torch.inference_mode():
        for dtype in (torch.float32, torch.float64):
            about, step = mapping(NET, dtype)
            kinds = {"eager": step}
            try:
                compiled = torch.compile(step, dynamic=False)
                compiled(torch.zeros(BATCHES[0], 3, dtype=dtype), torch.zeros(BATCHES[0], 1, dtype=dtype))
                kinds["compiled"] = compiled
            except Exception as why:  # no C++ compiler, or an unsupported platform
                print(f"torch.compile does not work here: {str(why).splitlines()[0]}")
            for kind, run in kinds.items():
                for batch in BATCHES:
                    least, median, greatest = nanoseconds(run, about, batch, dtype)
                    name = str(dtype).removeprefix("torch.")
                    print(f"{name} {kind:8} batch {batch:6}: {median:7.0f} ns ({least:.0f} to {greatest:.0f})")


if __name__ == "__main__":
    main()
