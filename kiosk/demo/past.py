"""The last two weeks of the sample school, lived through at its desk and in its panel."""

from datetime import UTC, datetime, time, timedelta

from kiosk.clock import ToldClock
from kiosk.demo import sample
from kiosk.demo.clock import MORNING
from kiosk.desk.counter import Counter
from kiosk.desk.inputs import ConditionChosen, Confirmed, Input, Scanned, Ticked
from kiosk.desk.outcomes import CheckedOut, Checklist, Outcome, Returned
from kiosk.desk.panel.acts import Act, Done, Perform
from kiosk.desk.panel.people import Bar
from kiosk.desk.panel.staff import Staff
from kiosk.desk.panel.things import MoveStatus
from kiosk.domain.ids import AssetId, PersonId
from kiosk.domain.model import Asset, Condition, Person, Status
from kiosk.domain.ports import Code
from kiosk.store.station import Station

BARRED = "1145"
BARRED_HOLDS = "LI-0145"
OVERDUE = "1223"
EXPIRED = "1245"
NOT_FOR_LENDING = "AV-0188"
PRECIOUS = "IT-0199"
LEFT_LYING = "SC-0111"
"""Out to somebody; somebody else will bring it."""
KIT_SHORT = "KIT-012"
LOST = "IT-0112"
BROKEN = "AV-0213"
_MISSING = "XLR cable"
_STEP = timedelta(seconds=4)
_MORNING_TIME = time(8, 40)


class Unexpected(Exception):
    """The sample school did not turn out as its story says: a rule or a file has changed."""


class Hand:
    """Acts at the desk for the people of the school, at the times it is told."""

    def __init__(self, station: Station, clock: ToldClock) -> None:
        self._station = station
        self._clock = clock
        self._said: Outcome | None = None
        self._counter = Counter(station.books, station.secrets, clock, self._hear)

    def come(self, days_ago: int, at: time = _MORNING_TIME) -> None:
        """Go on to a later day."""
        self._clock.tell(datetime.combine((MORNING - timedelta(days=days_ago)).date(), at, UTC))

    def take(self, number: str, *codes: str) -> None:
        """A person comes, takes things and kits, and goes."""
        self._visit(number, CheckedOut, codes)

    def bring(self, number: str, *codes: str, missing: str = "", broken: bool = False) -> None:
        """A person comes, brings things back, and goes."""
        self._visit(number, Returned, codes, missing, broken=broken)

    def _visit(
        self,
        number: str,
        wanted: type[Outcome],
        codes: tuple[str, ...],
        missing: str = "",
        *,
        broken: bool = False,
    ) -> None:
        badge = sample.people()[number].badge
        self._scan(badge, "em4100")
        for code in codes:
            self._scan(code)
            if isinstance(self._said, Checklist):
                self._pack(self._said, missing)
            if not isinstance(self._said, wanted):
                raise Unexpected(f"{number} and {code}: {self._said}")
        if broken:
            self._do(ConditionChosen(self._clock.now(), Condition.BROKEN))
        self._scan(badge, "em4100")

    def _pack(self, kit: Checklist, missing: str) -> None:
        for line in kit.lines:
            short = 1 if line.item.name == missing else 0
            self._do(Ticked(self._clock.now(), line.line, line.quantity - short))
        if missing:
            self._do(Confirmed(self._clock.now()))

    def _scan(self, text: str, technology: str = "") -> None:
        self._do(Scanned(self._clock.now(), Code(text, technology=technology)))

    def _do(self, given: Input) -> None:
        self._counter.submit(given)
        self._clock.tell(self._clock.now() + _STEP)

    def _hear(self, outcome: Outcome) -> None:
        self._said = outcome


def live_through(station: Station, clock: ToldClock, admin: Staff) -> None:
    """Make what the demo finds: things out, due and overdue, a short kit, a barred pupil."""
    hand = Hand(station, clock)
    _two_weeks_ago(hand)
    _last_week(hand)
    _staff_see_to_it(station, clock, admin)
    _since_yesterday(hand)
    clock.tell(MORNING)


def _two_weeks_ago(hand: Hand) -> None:
    hand.come(14)
    hand.take(OVERDUE, "AV-0182")
    hand.take("T011", "KIT-005", "AV-0210")
    hand.come(12)
    hand.take("1246", "LI-0143")
    hand.take("1212", KIT_SHORT)
    hand.come(11, time(15, 20))
    hand.take("1170", BROKEN, "AV-0230")


def _last_week(hand: Hand) -> None:
    hand.come(8)
    hand.take("1091", "LI-0144", "LI-0105")
    hand.bring("1212", KIT_SHORT, missing=_MISSING)
    hand.come(7)
    hand.take("T013", "MU-0102", "MU-0103")
    hand.take(BARRED, BARRED_HOLDS)
    hand.bring("1170", BROKEN, broken=True)
    hand.come(5, time(13, 5))
    hand.take("1203", "AV-0197", "MU-0104")
    hand.take("T001", "KIT-019")


def _staff_see_to_it(station: Station, clock: ToldClock, admin: Staff) -> None:
    perform = Perform(station.books, clock)
    reason = "Brought two tablets back with broken screens"
    bar = Bar(person_of(station, BARRED), reason, MORNING + timedelta(days=10))
    lost = MoveStatus(asset_of(station, LOST), Status.LOST, "Not found at the count in November")
    for act in (bar, lost):
        done(perform, admin, act)


def _since_yesterday(hand: Hand) -> None:
    hand.come(1)
    hand.take("T005", "WS-0101", "WS-0102")
    hand.take("T014", LEFT_LYING, "SC-0112")
    hand.take("K003", "IT-0128", "IT-0300")
    hand.come(0, time(8, 12))
    hand.take("T009", "IT-0307")
    hand.take("1192", "IT-0109")
    hand.take("T015", "SP-0101", "SP-0102", "SP-0121")


def done(perform: Perform, staff: Staff, act: Act) -> None:
    """Do one act of staff, which has to succeed."""
    result = perform(staff, act)
    if not isinstance(result, Done):
        raise Unexpected(f"{act}: {result}")


def person_of(station: Station, number: str) -> PersonId:
    """Give who has this number, found by their badge."""
    code = Code(sample.people()[number].badge, technology="em4100")
    with station.books.read(station.clock.now()) as book:
        found = book.find(code)
    if len(found) == 1 and isinstance(found[0], Person):
        return found[0].id
    raise ValueError(f"{number} names {len(found)} things")


def asset_of(station: Station, tag: str) -> AssetId:
    """Give the asset with this tag."""
    with station.books.read(station.clock.now()) as book:
        found = book.find(Code(tag))
    if len(found) == 1 and isinstance(found[0], Asset):
        return found[0].id
    raise ValueError(f"{tag} names {len(found)} things")
