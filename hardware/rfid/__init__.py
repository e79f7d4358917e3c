"""Badge and tag readers: how their bytes are framed, checked and turned into taps."""
