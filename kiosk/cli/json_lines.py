"""What programs read: JSON on the standard output, a line each."""

import json
import threading
from collections.abc import Mapping

_ONE_AT_A_TIME = threading.Lock()


def print_json(told: Mapping[str, object]) -> None:
    """Print one line at once; any thread, and no two lines run into each other.

    Errors:
        OSError: nobody reads it any more.
    """
    with _ONE_AT_A_TIME:
        print(json.dumps(told, ensure_ascii=False), flush=True)  # noqa: T201 - the command's output
