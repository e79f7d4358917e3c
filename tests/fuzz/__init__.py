"""Random and mutated bytes for every parser of the hardware layer."""
