"""``make centre``: a PostgreSQL and two stations on this machine, and a network that can be cut.

Everything is done by the commands that a real installation uses; only the PostgreSQL comes from
the tests. Each line on standard input (Enter) cuts the network, the next one mends it; the end of
the input ends it all.
"""

import io
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

from kiosk.cli.border import guarded
from tests.fakes.dull_proxy import DullProxy
from tests.postgres import programs_of_the_wheel, running_server

FOLDER = Path(tempfile.gettempdir()) / "lendstation-two"
_SAMPLE = Path(__file__).parent.parent / "resources" / "sample"
_CONTENTS = ("locations", "types", "people", "kits", "assets")
BADGE = "0F009184CA"
THINGS = ("AV-0201", "AV-0202")
"""Things of their own: what belongs to a kit goes out with the whole kit."""
_ADMIN = ("--admin", "Ada Admin", "--badge", "0A0B0C0D0E", "--pin", "493817")


def lendstation(*words: str | Path) -> str:
    """Run a command; gives what it said."""
    with redirect_stdout(io.StringIO()) as said, redirect_stderr(io.StringIO()) as wrong:
        code = guarded([str(word) for word in words])
    if code:
        raise SystemExit(wrong.getvalue())
    return said.getvalue()


@contextmanager
def centre(folder: Path) -> Iterator[DullProxy]:
    """Give a network with a centre behind it that two stations in ``folder`` have joined."""
    with running_server(programs_of_the_wheel()) as server:
        server.run("CREATE DATABASE lendstation")
        network = DullProxy(server.port)
        try:
            address = f"postgresql://postgres@127.0.0.1:{network.port}/lendstation"
            _join_two(folder, address)
            yield network
        finally:
            network.close()


def _join_two(folder: Path, address: str) -> None:
    first, second = folder / "first", folder / "second"
    organisation = ("--organisation", "Northfield School", "--site", "Main building")
    lendstation("init", "--data", first, "--station", "Media store", *organisation, *_ADMIN)
    for content in _CONTENTS:
        lendstation("import", content, _SAMPLE / f"{content}.csv", "--data", first)
    lendstation("central", "init", address)
    lendstation("central", "enrol", address, "--here", "--data", first, "--tls", "disable")
    told = lendstation("central", "enrol", address, "Library", "--data", first, "--json")
    code = json.loads(told)["code"]
    lendstation("sync", "--once", "--data", first)
    lendstation("init", "--join", code, "--data", second, "--tls", "disable")
    lendstation("sync", "--once", "--data", second)


def main() -> None:
    """Make it all and keep it until the input ends."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    say("Making a PostgreSQL and two stations …")
    with centre(FOLDER) as network:
        say("It is there. In two other terminals: make desk-one, make desk-two.")
        say(f"A badge: {BADGE}. Things: {', '.join(THINGS)}. An admin: 0A0B0C0D0E, PIN 493817.")
        say("Enter cuts the network, Enter mends it, Ctrl-D ends it all.")
        for _ in sys.stdin:
            network.toggle()
            say("The network is cut." if network.is_cut else "The network is there again.")
    shutil.rmtree(FOLDER, ignore_errors=True)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
