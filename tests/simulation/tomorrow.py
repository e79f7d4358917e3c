"""The program of tomorrow: it knows a kind of event that today's does not, and a newer language."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from kiosk.domain.bodies import BODIES
from kiosk.domain.bodies.records import RecordChanged
from kiosk.domain.fold.asset import ASSET_STEPS
from kiosk.domain.ids import Entity
from server_sync import round as rounds

LANGUAGE = rounds.VERSION + 1
"""What a centre of tomorrow asks of its stations."""


class _Strange(StrEnum):
    WORD = "renamed_tomorrow"


@dataclass(frozen=True, slots=True)
class RenamedTomorrow:
    """An event of a kind that only the program of tomorrow knows."""

    kind: ClassVar = _Strange.WORD
    version: ClassVar = 3

    asset: str
    name: str


def _renamed(state, body, moment):
    changed = RecordChanged(Entity.ASSET, body.asset, {"name": body.name})
    return ASSET_STEPS[RecordChanged](state, changed, moment)


@contextmanager
def running(*, is_newer: bool) -> Iterator[None]:
    """Do what is within as the newer program does it, or as today's."""
    if not is_newer:
        yield
        return
    today = rounds.VERSION
    BODIES[str(RenamedTomorrow.kind), RenamedTomorrow.version] = RenamedTomorrow
    ASSET_STEPS[RenamedTomorrow] = _renamed
    rounds.VERSION = LANGUAGE
    try:
        yield
    finally:
        rounds.VERSION = today
        del ASSET_STEPS[RenamedTomorrow]
        del BODIES[str(RenamedTomorrow.kind), RenamedTomorrow.version]
