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

_TODAY = rounds.VERSION
LANGUAGE = _TODAY + 1
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


_NAME = (str(RenamedTomorrow.kind), RenamedTomorrow.version)


def _renamed(state, body, moment):
    changed = RecordChanged(Entity.ASSET, body.asset, {"name": body.name})
    return ASSET_STEPS[RecordChanged](state, changed, moment)


@contextmanager
def running(*, is_newer: bool) -> Iterator[None]:
    """Do what is within as the newer program does it, or as today's; within another, too."""
    was_newer = rounds.VERSION == LANGUAGE
    _be(is_newer=is_newer)
    try:
        yield
    finally:
        _be(is_newer=was_newer)


def _be(*, is_newer: bool) -> None:
    if is_newer:
        BODIES[_NAME] = RenamedTomorrow
        ASSET_STEPS[RenamedTomorrow] = _renamed
    else:
        BODIES.pop(_NAME, None)
        ASSET_STEPS.pop(RenamedTomorrow, None)
    rounds.VERSION = LANGUAGE if is_newer else _TODAY
