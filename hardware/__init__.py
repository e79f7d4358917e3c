"""Readers and outputs of a desk: a library of its own that knows nothing about lending."""
