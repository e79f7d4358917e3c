"""Health and numbers of a centre over HTTP, for whoever watches it: `/health` and `/metrics`.

The numbers are in the text form of Prometheus (exposition format 0.0.4). They name stations, never
people.
"""

import json
import threading
from collections.abc import Callable, Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

import psycopg
from psycopg.sql import SQL, Identifier

from server_sync.central.access import Session
from server_sync.central.worker_login import WorkerLogin
from server_sync.provision import CentreStanding, StationStanding, standing

_TIMEOUT_S = 10.0
_FAR_BEHIND = 10_000
"""Rows that the reports may lack and still be called well: half a minute's work."""
_TEXT = "text/plain; version=0.0.4; charset=utf-8"


class Metric(NamedTuple):
    """One number at one moment; ``labels`` tell it from others of its name."""

    name: str
    help: str
    value: float
    labels: tuple[tuple[str, str], ...] = ()


class Health:
    """Answers on a thread of its own; each question asks the database anew."""

    def __init__(self, login: WorkerLogin, host: str, port: int, tells: Callable[[], str]) -> None:
        """Begin to answer.

        Args:
            login: Where the centre is.
            host: The address to listen on; the loopback unless somebody else has to ask.
            port: 0 for any that is free.
            tells: Gives what keeps the reports from being kept up, empty for nothing.

        Raises:
            OSError: somebody else listens there.
        """
        handler = type("_Handler", (_Handler,), {"login": login, "tells": staticmethod(tells)})
        self._server = ThreadingHTTPServer((host, port), handler)
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, name="health")
        self._thread.daemon = True
        self._thread.start()

    def close(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    login: WorkerLogin
    tells: Callable[[], str]

    def setup(self) -> None:
        """Let nobody keep a thread by saying nothing."""
        super().setup()
        self.connection.settimeout(_TIMEOUT_S)

    def do_GET(self) -> None:
        """Answer a question."""
        if self.path not in ("/health", "/metrics"):
            self._answer(404, "There is /health and /metrics.\n")
            return
        try:
            with self.login.connected() as connection:
                found = list(metrics(connection, self.login.tenant))
        except psycopg.Error as error:
            self._answer(503, f"The centre does not answer: {type(error).__name__}.\n")
            return
        if self.path == "/metrics":
            self._answer(200, exposition(found))
        else:
            self._health({metric.name: metric.value for metric in found if not metric.labels})

    def _health(self, values: dict[str, float]) -> None:
        behind = int(values["lendstation_reports_behind"])
        trouble = self.tells() or ("the reports are far behind" if behind > _FAR_BEHIND else "")
        told = {"ok": not trouble, "trouble": trouble, "reports_behind": behind}
        self._answer(503 if trouble else 200, json.dumps(told) + "\n")

    def _answer(self, status: int, text: str) -> None:
        content = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", _TEXT)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Keep quiet: somebody asks every few seconds."""
        del format, args


def exposition(metrics: Iterable[Metric]) -> str:
    """Write metrics as Prometheus reads them."""
    lines: list[str] = []
    told = ""
    for each in metrics:
        if each.name != told:
            told = each.name
            lines += [f"# HELP {each.name} {each.help}", f"# TYPE {each.name} gauge"]
        labels = ",".join(f'{name}="{_escaped(value)}"' for name, value in each.labels)
        lines.append(f"{each.name}{{{labels}}} {each.value:g}" if labels else _plain(each))
    return "\n".join(lines) + "\n"


def metrics(connection: Session, tenant: str) -> Iterator[Metric]:
    """Ask the centre how it stands; raises psycopg.Error."""
    centre = standing(connection, tenant)
    yield Metric("lendstation_head", "Newest number of the feed.", centre.head)
    names = {
        "tenant": Identifier(tenant),
        "reports": Identifier(f"{tenant}_reports"),
        "jobs": Identifier(f"{tenant}_jobs"),
    }
    for name, told, statement in _NUMBERS:
        (value,) = connection.execute(SQL(statement).format(**names)).fetchone() or (0,)
        yield Metric(f"lendstation_{name}", told, float(value))
    for name, label, told, statement in _COUNTS:
        for which, value in connection.execute(SQL(statement).format(**names)):
            yield Metric(f"lendstation_{name}", told, float(value), ((label, which),))
    yield from _of_stations(centre)


def _of_stations(centre: CentreStanding) -> Iterator[Metric]:
    heard = [station for station in centre.stations if station.seen_ms is not None]
    for name, told, value in _STATION_NUMBERS:
        for station in heard:
            labels = (("station", station.station), ("name", station.name))
            yield Metric(f"lendstation_station_{name}", told, value(station, centre), labels)


def _plain(metric: Metric) -> str:
    return f"{metric.name} {metric.value:.15g}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')


_NUMBERS = (
    (
        "reports_behind",
        "Numbers of the feed that the reports lack.",
        "SELECT behind FROM {reports}.standing",
    ),
    (
        "doubted_events",
        "Events that no fold could take.",
        "SELECT count(*) FROM {reports}.doubted",
    ),
    ("forks", "Events of which two machines wrote another.", "SELECT count(*) FROM {tenant}.fork"),
    (
        "quarantines",
        "Times that events came which no station folds.",
        "SELECT coalesce(sum(times), 0) FROM {tenant}.audit WHERE what = 'quarantined'",
    ),
    (
        "snapshot_age_rows",
        "Numbers of the feed since the newest snapshot; the head when there is none.",
        "SELECT h.feed - c.snapshot FROM {tenant}.feed_head h CROSS JOIN {tenant}.centre c",
    ),
)
_COUNTS = (
    (
        "stations",
        "standing",
        "Stations by standing.",
        "SELECT standing, count(*) FROM {tenant}.station GROUP BY 1 ORDER BY 1",
    ),
    (
        "mails",
        "state",
        "Mails by state.",
        "SELECT state, count(*) FROM {tenant}.mail GROUP BY 1 ORDER BY 1",
    ),
    (
        "jobs",
        "status",
        "Scheduled jobs by status.",
        "SELECT status::text, count(*) FROM {jobs}.procrastinate_jobs GROUP BY 1 ORDER BY 1",
    ),
)
_STATION_NUMBERS: tuple[
    tuple[str, str, Callable[[StationStanding, CentreStanding], float]], ...
] = (
    (
        "lag",
        "Numbers of the feed that a station has not pulled.",
        lambda station, _: station.behind or 0,
    ),
    (
        "unsent",
        "Events that a station has not pushed, as it last said.",
        lambda station, _: station.unsent or 0,
    ),
    (
        "call_age_seconds",
        "How long ago a station last said hello.",
        lambda station, centre: (centre.now_ms - (station.seen_ms or 0)) / 1000,
    ),
    (
        "clock_offset_seconds",
        "How far the clock of a station is ahead.",
        lambda station, _: (station.clock_offset_ms or 0) / 1000,
    ),
    (
        "incidents",
        "What of a station was refused, quarantined or forked since yesterday.",
        lambda station, _: station.incidents,
    ),
)
