"""Steps that make very many rows at once, and nothing in circles."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the garbage collector out, on every thread, for some hundred milliseconds at most.

    It would look again and again at what is all in use; a tenth of such a step went into that.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
