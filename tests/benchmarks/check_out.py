"""A durable check-out through the one door: its syncs, and its time beside a raw transaction.

The raw transaction writes the same rows of the same tables on the same connection, from values
made beforehand, and finds them by the same keys; it reads, decides, hashes and folds nothing.
"""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.desk.check_out import check_out
from kiosk.desk.effects import Lend
from kiosk.desk.outcomes import CheckedOut
from kiosk.domain.ids import Entity, subject
from kiosk.store.station import Options, Station, open_station
from tests.benchmarks.big_station import ASSETS, KEYS, PEOPLE, big_station
from tests.benchmarks.filling import asset_id, person_id
from tests.benchmarks.ratios import Row, interleaved, median, percentile
from tests.benchmarks.scale import Scale

BOUND = 5
ROUNDS = 400
SCANS = 60
_SYNC = re.compile(r"^(\d+) .*\bf(?:data)?sync\(")
_MARK = re.compile(r'^(\d+) .*write\(\d+, "(begin|end)"')
_COPIED = {
    "event": "SELECT * FROM event ORDER BY id DESC LIMIT 1",
    "loan": "SELECT loan.* FROM loan JOIN line ON line.loan = loan.id WHERE line.n ="
    " (SELECT max(n) FROM line)",
    "line": "SELECT * FROM line ORDER BY n DESC LIMIT 1",
    "asset_state": "SELECT json FROM state WHERE subject ="
    " (SELECT 'asset:' || asset FROM line ORDER BY n DESC LIMIT 1)",
    "holder_state": "SELECT json FROM state WHERE subject ="
    " (SELECT holder FROM line ORDER BY n DESC LIMIT 1)",
    "chain": "SELECT id, seq, hlc, wall_ms, hash, mac FROM chain WHERE own = 1",
}

_SAVE = "UPDATE state SET latest = :latest, json = :json WHERE subject = :subject"
_NAME = "INSERT INTO event_subject SELECT id, ? FROM state WHERE subject = ?"
_MOVE_HEAD = (
    "UPDATE chain SET seq = :seq, hlc = :hlc, wall_ms = :wall_ms, hash = :hash, mac = :mac"
    " WHERE id = :id"
)


def rows(scale: Scale, cache: Path) -> list[Row]:
    """Lend under strace, then in turn with a raw transaction, which leaves the ledger torn."""
    with big_station(scale, cache) as folder:
        syncs = _syncs(scale, folder)
        options = Options(background=False)
        with closing(open_station(folder, KEYS, SystemClock(), options)) as station:
            return [_timed(scale, station), syncs]


def lend(station: Station, asset: int, person: int, now: datetime) -> None:
    """Lend an asset as the desk does, durably."""
    effect = Lend(now, "session", person_id(person), asset_id(asset))
    with station.books.write(now) as book:
        outcome = check_out(book, effect).outcome
    assert isinstance(outcome, CheckedOut), outcome


def _timed(scale: Scale, station: Station) -> Row:
    assets, people = scale.of(ASSETS), scale.of(PEOPLE)
    rounds = min(scale.of(ROUNDS, least=20), assets // 8)
    lent = iter(spread(assets, people))
    lend(station, *next(lent), station.clock.now())
    raw = RawCheckOut(station)
    work = iter([raw.prepare(*next(lent)) for _ in range(rounds)])
    jobs: dict[str, Callable[[], object]] = {
        "ours": lambda: lend(station, *next(lent), station.clock.now()),
        "raw": lambda: raw.write(next(work)),
    }
    times = interleaved(jobs, rounds)
    ours, one = median(times["ours"]), median(times["raw"])
    detail = (
        f"median {ours / 1000:.2f} ms, p99 {percentile(times['ours'], 0.99) / 1000:.2f} ms,"
        f" over a raw transaction's {one / 1000:.2f} ms; aim 3 ×"
    )
    return Row.at_most("durable check-out", ours / one, BOUND, detail)


def spread(assets: int, people: int) -> Iterator[tuple[int, int]]:
    """Give pairs of an asset of the first half and a person, each asset once."""
    for n in range(assets // 2):
        yield n * 7919 % (assets // 2), n * 13 % people


class RawCheckOut:
    """The rows of the station's newest check-out, written again for other things and people."""

    def __init__(self, station: Station) -> None:
        """Read what a check-out wrote."""
        self._books = station.books
        self._number = 0
        self._rows = {table: self._read(sql) for table, sql in _COPIED.items()}
        self._inserts = {
            table: f"INSERT INTO {table} VALUES ({', '.join(f':{name}' for name in row)})"  # noqa: S608
            for table, row in self._rows.items()
            if table in ("event", "loan", "line")
        }
        self._open = json.loads(str(self._rows["asset_state"]["json"]))["open"]
        held = json.loads(str(self._rows["holder_state"]["json"]))["held"]
        self._held = held[self._rows["line"]["id"]]

    def prepare(self, asset: int, person: int) -> dict[str, dict[str, object]]:
        """Make the values for another check-out, before any time is taken."""
        self._number += 1
        at = f"{self._number:06d}"
        about = subject(Entity.ASSET, asset_id(asset))
        found = self._read(f"SELECT id, latest, json FROM state WHERE subject = '{about}'")  # noqa: S608
        line, loan, event = self._rows["line"], self._rows["loan"], self._rows["event"]
        alias = self._read(f"SELECT alias FROM person WHERE id = '{person_id(person)}'")["alias"]  # noqa: S608
        holder = subject(Entity.PERSON, str(alias))
        key = f"{str(loan['id'])[:-6]}{at}"
        seq = 1_000_000_000 + self._number
        changed = {"id": f"{str(line['id'])[:-6]}{at}", "loan": key, "holder": holder}
        opened = self._open | changed | {"asset": asset_id(asset)}
        memo = json.dumps(json.loads(str(found["json"])) | {"open": opened})
        whose = self._read(f"SELECT json FROM state WHERE subject = '{holder}'")  # noqa: S608
        state = json.loads(str(whose["json"]))
        held = state.get("held", {}) | {changed["id"]: self._held}
        return {
            "event": event | {"id": None, "seq": seq},
            "loan": loan | {"id": key, "holder": holder},
            "line": line | changed | {"asset": asset_id(asset), "n": None},
            "chain": self._rows["chain"],
            "asset": {"subject": about, "latest": found["latest"], "json": memo},
            "holder": {
                "subject": holder,
                "latest": found["latest"],
                "json": json.dumps(state | {"held": held}),
            },
        }

    def write(self, values: dict[str, dict[str, object]]) -> None:
        """Write them in one durable transaction."""
        with self._books.between_writes() as connection:
            run = connection.execute
            run("BEGIN IMMEDIATE")
            number = run(self._inserts["event"], values["event"]).lastrowid
            for name in ("asset", "holder"):
                run(_SAVE, values[name])
                run(_NAME, (number, values[name]["subject"]))
            run(self._inserts["loan"], values["loan"])
            run(self._inserts["line"], values["line"])
            run(_MOVE_HEAD, values["chain"])
            run("COMMIT")

    def _read(self, sql: str) -> dict[str, object]:
        with self._books.between_writes() as connection:
            cursor = connection.execute(sql)
            row = cursor.fetchone()
        assert row is not None
        return dict(zip((column[0] for column in cursor.description), row, strict=True))


def _syncs(scale: Scale, folder: Path) -> Row:
    """Count the syncs of each scan that lends, in another process under strace."""
    what, bound = "syncs of a check-out", "1 fdatasync, 2 after a checkpoint"
    if shutil.which("strace") is None:
        return Row.fact(what, "not counted", bound, kept=False, detail="strace is not installed")
    scans, trace = scale.of(SCANS, least=5), folder / "trace"
    strace = ["strace", "-f", "-o", str(trace), "-e", "trace=fdatasync,fsync,write"]
    script = [sys.executable, "-m", "tests.benchmarks.traced_desk"]
    told = [str(folder), str(scans), str(scale.of(ASSETS) - scans)]
    subprocess.run([*strace, *script, *told], check=True)
    counted = list(_count(trace.read_text().splitlines()))
    plain = [syncs for syncs, after in counted if not after]
    first = [syncs for syncs, after in counted if after]
    kept = len(counted) == scans and set(plain) <= {1} and set(first) <= {1, 2}
    figure = f"{max(plain, default=0)} in each of {len(plain)}"
    detail = (
        f"strace of {scans} scans that lend; {len(first)} came first after a checkpoint: {first}"
    )
    return Row.fact(what, figure, bound, kept=kept, detail=detail)


def _count(lines: list[str]) -> Iterator[tuple[int, bool]]:
    """Give the syncs of each marked scan, and whether it was the first after a checkpoint.

    The desk's own thread makes the marks; what another thread syncs is a checkpoint.
    """
    marks = (mark for line in lines if (mark := _MARK.match(line)))
    desk = next(mark[1] for mark in marks)
    syncs, checkpointed, first = 0, True, False
    for line in lines:
        mark, sync = _MARK.match(line), _SYNC.match(line)
        if mark and mark[2] == "begin":
            syncs, first = 0, checkpointed
        elif mark:
            yield syncs, first
        elif sync:
            syncs += sync[1] == desk
            checkpointed = sync[1] != desk
