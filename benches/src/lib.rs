//! Shared problems of the benchmarks.
