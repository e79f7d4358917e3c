"""Benchmarks: our path beside the physical limit and a peer in one run, as ratios."""
