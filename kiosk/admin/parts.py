"""What every presenter of the panel is given: the books, the acts, the worker, the words."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from kiosk.admin.wording import Times
from kiosk.desk.panel.acts import Perform
from kiosk.desk.panel.pins import Pins
from kiosk.desk.panel.sheets import WriteSheets
from kiosk.desk.panel.sign_in import SignIn
from kiosk.desk.panel.staff import Staff
from kiosk.domain.calendar import SiteCalendar
from kiosk.domain.devices import Devices
from kiosk.domain.panel import Choices, PanelBooks
from kiosk.domain.ports import Books, Clock

Result = TypeVar("Result")


class Runs(Protocol):
    """``kiosk.shell.work.Work`` by shape; tests run the job at once."""

    def run(self, job: Callable[[], Result], done: Callable[[Result], None]) -> None: ...


@dataclass(frozen=True, slots=True)
class PanelParts:
    """Made once by the composition root."""

    work: Runs
    clock: Clock
    books: Books
    panel: PanelBooks
    perform: Perform
    pins: Pins
    sign_in: SignIn
    sheets: WriteSheets
    devices: Devices
    idle_s: int = 90
    most_s: int = 900


@dataclass(slots=True)
class Signed:
    """Who is signed in now, with what was read for them at the door."""

    staff: Staff
    calendar: SiteCalendar = field(default_factory=SiteCalendar)
    choices: Choices = field(default_factory=Choices)
    currency: str = ""

    def times(self, clock: Clock) -> Times:
        """Give the words for instants, seen from now."""
        return Times(self.calendar.zone, clock.now())
