"""A contradiction that staff have looked at: decided, so that nobody looks at it again."""

from dataclasses import dataclass
from typing import ClassVar

from kiosk.desk.panel.acts import Done, Hands, No, Result, Why
from kiosk.domain.bodies.lending import ExceptionDecided
from kiosk.domain.ids import Subject
from kiosk.domain.roles import Permission

SEEN = "seen"


@dataclass(frozen=True, slots=True)
class DecideException:
    """``exception`` is its stable id, which ends with its subject."""

    permission: ClassVar = Permission.OVERRIDE_THING

    exception: str
    about: Subject

    def perform(self, hands: Hands) -> Result:
        if not self.exception.endswith(f":{self.about}"):
            return No(Why.GONE)
        body = ExceptionDecided(self.exception, SEEN)
        hands.book.append(body, [self.about], hands.alias)
        return Done(self.exception)
