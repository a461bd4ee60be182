"""Peers by the library that runs them; each module has `build(workload, peer, tolerance, work)`."""
