"""What staff do in the panel: one module for each kind of act; no Qt, no SQL."""
