"""A camera as a scanner: capture, motion gate, decoding, and what counts as a new code."""
