"""Any sequence of scans and touches: one holder at most, and a ledger that folds to its tables."""

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from kiosk.desk.inputs import (
    BatchGiven,
    ConditionChosen,
    Confirmed,
    PartBrought,
    SparePut,
    Ticked,
    Touched,
)
from kiosk.desk.outcomes import Corrected, Trouble
from kiosk.desk.situation import MOST_QUEUED, MOST_REMEMBERED
from kiosk.domain.identifiers import Command
from kiosk.domain.model import Condition
from kiosk.domain.ports import Code
from tests.desk.school import ASSETS, BADGES, KITS, PEOPLE, PINS, Desk

SCANS = st.sampled_from((*ASSETS, *KITS, "SHELF-3", "nothing", "\x00", "cam-1"))
TAGS = tuple(ASSETS)


class AnySequence(RuleBasedStateMachine):
    """A desk that anything may happen to."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="lendstation-test-"))
        self.desk = Desk(self.folder)

    def teardown(self) -> None:
        report = self.desk.station.verify()
        self.desk.close()
        shutil.rmtree(self.folder)
        assert report.wrong == []

    @rule(tag=SCANS)
    def scan(self, tag: str) -> None:
        self.desk.scan(tag)

    @rule(who=st.sampled_from(PEOPLE))
    def tap(self, who: str) -> None:
        self.desk.tap(who)

    @rule(command=st.sampled_from(Command))
    def press(self, command: Command) -> None:
        self.desk.press(command)

    @rule(seconds=st.sampled_from((1, 31, 61, 200)))
    def wait(self, seconds: int) -> None:
        self.desk.wait(seconds)

    @rule(condition=st.sampled_from(Condition))
    def condition(self, condition: Condition) -> None:
        self.desk.give(ConditionChosen(self.desk.now, condition))

    @rule(touch=st.sampled_from((Touched, Confirmed)))
    def touch(self, touch: type[Touched | Confirmed]) -> None:
        self.desk.give(touch(self.desk.now))

    @precondition(lambda self: self.desk.counter.session.ticking is not None)
    @rule(data=st.data(), quantity=st.sampled_from((None, 0, 1, 5)))
    def tick(self, data: st.DataObject, quantity: int | None) -> None:
        ticking = self.desk.counter.session.ticking
        assert ticking is not None
        if not ticking.lines:
            return
        line = data.draw(st.sampled_from([line.line for line in ticking.lines]))
        kind = data.draw(st.sampled_from((Ticked, PartBrought, SparePut)))
        self.desk.give(kind(self.desk.now, line, quantity))

    @precondition(lambda self: self.desk.counter.session.pending is not None)
    @rule(who=st.sampled_from(tuple(PINS)))
    def approve(self, who: str) -> None:
        self.desk.tap(who)
        self.desk.pin(PINS[who])
        self.desk.reason("because")

    @rule(item=st.sampled_from((*TAGS, *KITS)), to=st.sampled_from(PEOPLE))
    def batch(self, item: str, to: str) -> None:
        staff = BADGES["tess"]
        given = BatchGiven(self.desk.now, (Code(item),), BADGES[to], staff, PINS["tess"], "ok")
        self.desk.give(given)

    @precondition(lambda self: self.desk.counter.session.standing())
    @rule()
    def undo_and_undo_that(self) -> None:
        before = [self.desk.asset(tag) for tag in TAGS], [self.desk.kit(tag) for tag in KITS]
        said = self.desk.press(Command.UNDO)[-1]
        if isinstance(said, Corrected):
            self.desk.undo(said.id)
        after = [self.desk.asset(tag) for tag in TAGS], [self.desk.kit(tag) for tag in KITS]
        assert after == before

    @rule()
    def power_cut(self) -> None:
        self.desk.restart()
        self.desk.counter.recover()

    @invariant()
    def nothing_broke(self) -> None:
        assert not [said for said in self.desk.said if isinstance(said, Trouble)]
        self.desk.said.clear()

    @invariant()
    def every_thing_has_one_holder_at_most(self) -> None:
        with self.desk.station.books.read(self.desk.now) as book:
            twice = book.connection.execute(
                "SELECT asset FROM line WHERE returned_ms = 0 AND asset <> ''"
                " GROUP BY asset HAVING count(*) > 1"
            ).fetchall()
        assert twice == []

    @invariant()
    def the_session_stays_small(self) -> None:
        session = self.desk.counter.session
        assert len(session.queue) <= MOST_QUEUED
        assert len(session.answers) <= MOST_REMEMBERED
        assert not session.busy


TestAnySequence = AnySequence.TestCase
TestAnySequence.settings = settings(
    max_examples=25,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
