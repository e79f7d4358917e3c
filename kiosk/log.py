"""Logs as JSON lines on standard error; facts by an allow-list, so that no name gets in.

A line holds a fixed event name and facts under keys that are known to carry ids, codes, counts and
times. Everything else is replaced by the name of its type: a key is added here on purpose, after a
look at what it can hold. An exception is its type and its frames, never its words, and what a
library says is only where it said it.
"""

import logging
import re
import sys
import traceback
from typing import TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

FACTS = frozenset({
    "alias", "asset", "at", "by_ms", "clock_quality", "command", "count", "driver", "entity",
    "errno", "error", "event_ref", "exit_code", "frames", "free_bytes", "incarnation", "kind",
    "kit", "level", "line", "loan", "location", "logger", "ms", "outcome", "output", "pid",
    "reader", "refusals", "rows", "seq", "session", "state", "station", "timestamp", "trouble",
    "version",
})  # fmt: skip
"""Keys whose values are ids, codes, counts and times, or names that the configuration gave."""
_OURS = frozenset({"kiosk", "hardware", "server_sync"})
_EVENT = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)+")
_WORD = re.compile(r"[\w.:/<>+\-]{0,120}", re.ASCII)


def set_up(level: str = "INFO", station: str = "", stream: TextIO | None = None) -> None:
    """Send every log line of the process, libraries' too, to standard error as JSON."""

    def bind(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
        return {**line, "station": station} if station else line

    shared = (
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        bind,
        exceptions_without_words,
        only_facts,
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
            foreign_pre_chain=[_who_spoke, *shared],
            use_get_message=False,
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)


def only_facts(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """Leave ids, codes, counts and times; put the type in the place of anything else."""
    event = str(line.pop("event", ""))
    kept = {key: value if _is_fact(key, value) else f"<{type(value).__name__}>"
            for key, value in line.items() if not key.startswith("_")}  # fmt: skip
    meta = {key: value for key, value in line.items() if key.startswith("_")}
    return {**meta, **kept, "event": event if _EVENT.fullmatch(event) else "log.unnamed"}


def exceptions_without_words(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """Turn an exception into its type and frames; its words may quote a name or a code."""
    given = line.pop("exc_info", None)
    line.pop("stack_info", None)
    if not given:
        return line
    error = _exception_of(given)
    if error is None:
        return line
    frames = [
        f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}:{frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    return {**line, "error": type(error).__name__, "frames": frames}


def _exception_of(given: object) -> BaseException | None:
    if isinstance(given, BaseException):
        return given
    error = given[1] if isinstance(given, tuple) else sys.exc_info()[1]
    return error if isinstance(error, BaseException) else None


def _who_spoke(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """Take what a part of ours says by plain ``logging``; of a library only where it spoke."""
    record: logging.LogRecord = line["_record"]
    said = {**line, "event": "library.said", "at": f"{record.module}:{record.lineno}"}
    if record.name.partition(".")[0] not in _OURS:
        return said
    facts = {key: value for key, value in vars(record).items() if key in FACTS}
    return {**said, **facts, "event": str(record.msg).partition(" ")[0]}


def _is_fact(key: str, value: object) -> bool:
    if key not in FACTS:
        return False
    if isinstance(value, list | tuple):
        return all(_is_fact(key, each) for each in value)
    if isinstance(value, str):
        return _WORD.fullmatch(value) is not None
    return value is None or isinstance(value, int | float)
