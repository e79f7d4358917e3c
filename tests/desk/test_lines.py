"""The desk in lines: every line has a clear answer, whatever it holds, and the next one works."""

import io
import json
import threading
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.desk.counter import Counter
from kiosk.desk.inputs import (
    BatchGiven,
    ConditionChosen,
    Confirmed,
    Input,
    ParkAsked,
    PartBrought,
    Picked,
    PinTyped,
    Pressed,
    ReasonGiven,
    Scanned,
    SparePut,
    Tick,
    Ticked,
    Touched,
    Undone,
)
from kiosk.desk.line_loop import LineClock, LineSink, run_lines
from kiosk.desk.lines import LONGEST_LINE, LineError, parse_line
from kiosk.desk.outcomes import (
    Ambiguous,
    ApprovalNeeded,
    Item,
    Problem,
    Returned,
    Step,
    Told,
    Topic,
    Trouble,
)
from kiosk.desk.spoken import outcome_line, outcome_words
from kiosk.domain.identifiers import Command
from kiosk.domain.ids import AssetId, Entity, OrganisationId, Subject
from kiosk.domain.model import Condition
from kiosk.domain.ports import Code
from kiosk.domain.trouble import TroubleCode
from tests.desk.school import BADGES, Desk
from tests.fakes.clock import FakeClock

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
BATCH = {"items": ["CAM-1"], "to": "ada", "staff": {"scan": "tess"}, "pin": "4711"}


def plain(said: object) -> bytes:
    return json.dumps(said).encode()


def test_a_bare_line_is_a_scan() -> None:
    assert parse_line(b"CAM-1\r\n", NOW) == Scanned(NOW, Code("CAM-1"))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            {"scan": "x", "symbology": "QR", "technology": "em4100", "reader": "door"},
            Scanned(NOW, Code("x", "QR", "em4100", "door")),
        ),
        ({"do": "undo"}, Pressed(NOW, Command.UNDO)),
        ({"do": "more_time"}, Pressed(NOW, Command.MORE_TIME)),
        ({"do": "touch"}, Touched(NOW)),
        ({"do": "wait"}, Tick(NOW)),
        ({"do": "confirm"}, Confirmed(NOW)),
        ({"do": "tick", "line": "part:x", "quantity": 2}, Ticked(NOW, "part:x", 2)),
        ({"do": "park"}, ParkAsked(NOW)),
        ({"do": "tick", "line": "part:x"}, Ticked(NOW, "part:x")),
        ({"do": "take_back", "answer": "s/i/1"}, Undone(NOW, "s/i/1")),
        ({"do": "pin", "pin": "1234"}, PinTyped(NOW, "1234")),
        ({"do": "reason", "reason": "exam"}, ReasonGiven(NOW, "exam")),
        ({"do": "condition", "condition": "broken"}, ConditionChosen(NOW, Condition.BROKEN)),
        (
            {"do": "condition", "condition": "works", "answer": "s/i/1", "asset": "a"},
            ConditionChosen(NOW, Condition.WORKS, "s/i/1", AssetId("a")),
        ),
        ({"do": "bring_part", "line": "l"}, PartBrought(NOW, "l")),
        ({"do": "put_spare", "line": "l", "quantity": 1}, SparePut(NOW, "l", 1)),
        ({"do": "pick", "named": "asset:a"}, Picked(NOW, Subject("asset:a"))),
        (
            {"check_out": BATCH},
            BatchGiven(NOW, (Code("CAM-1"),), Code("ada"), Code("tess"), "4711"),
        ),
        (
            {"check_out": BATCH | {"to": {"organisation": "o"}, "reason": "r"}},
            BatchGiven(NOW, (Code("CAM-1"),), OrganisationId("o"), Code("tess"), "4711", "r"),
        ),
        (
            {"scan": "x", "at": "2026-11-21T10:30:00+01:00"},
            Scanned(NOW + timedelta(minutes=30), Code("x")),
        ),
    ],
)
def test_a_json_line_is_a_scan_or_an_action(line: object, expected: object) -> None:
    assert parse_line(plain(line), NOW) == expected


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"x" * (LONGEST_LINE + 1), "J001"),
        (b"x" * 5000, "J001"),
        (b"\xff\xfe\x00", "J002"),
        (b"{", "J003"),
        (b'{"scan": ' + b"[" * 30000, "J003"),
        (b'{"n": ' + b"9" * 5000 + b"}", "J003"),
        (plain({}), "J004"),
        (plain({"scan": 7}), "J004"),
        (plain({"scan": "x" * 5000}), "J004"),
        (b'{"scan": "\\ud800"}', "J004"),
        (plain({"scan": "x", "colour": "red"}), "J004"),
        (plain({"scan": "x", "at": "yesterday"}), "J004"),
        (plain({"scan": "x", "at": "2026-11-21T09:00:00"}), "J004"),
        (plain({"scan": "x", "at": "9999-12-31T23:59:59Z"}), "J004"),
        (plain({"do": "dance"}), "J004"),
        (plain({"do": "pin"}), "J004"),
        (plain({"do": "tick", "line": "l", "quantity": "2"}), "J004"),
        (plain({"do": "tick", "line": "l", "quantity": -1}), "J004"),
        (plain({"do": "tick", "line": "l", "quantity": True}), "J004"),
        (plain({"do": "condition", "condition": "fine"}), "J004"),
        (plain({"do": "pick", "named": "nothing"}), "J004"),
        (plain({"do": "pick", "named": "person:x"}), "J004"),
        (plain({"check_out": "x"}), "J004"),
        (plain({"check_out": BATCH | {"items": []}}), "J004"),
        (plain({"check_out": BATCH | {"items": "CAM-1"}}), "J004"),
        (plain({"check_out": BATCH | {"to": 3}}), "J004"),
        (plain({"check_out": BATCH | {"hurry": 1}}), "J004"),
        (b'{"scan": "CAM-1", "scan": "MIC-1"}', "J004"),
        (b"CAM-1\tMIC-1", "J005"),
        (b"CAM-1\rMIC-1\n", "J005"),
        (b"CAM\x00-1", "J005"),
        (plain({"scan": "CAM-1\nMIC-1"}), "J005"),
        (plain({"check_out": BATCH | {"items": ["CAM\x00-1"]}}), "J005"),
        (plain({"check_out": BATCH | {"to": {"scan": "ada\n"}}}), "J005"),
    ],
)
def test_a_line_that_cannot_be_taken_says_why(line: bytes, code: str) -> None:
    said = parse_line(line, NOW)

    assert isinstance(said, LineError)
    assert said.code == code
    assert json.loads(outcome_line(said))["outcome"] == "trouble"
    assert outcome_words(said).startswith(f"[{code}]")


def test_the_separator_of_a_gs1_code_is_no_control_character() -> None:
    assert isinstance(parse_line(b"]d2010\x1d21", NOW), Scanned)


@given(
    st.binary(max_size=200)
    | st.text(max_size=80).map(lambda text: b"{" + text.encode("utf-8", "ignore"))
)
def test_no_line_raises(line: bytes) -> None:
    parse_line(line, NOW)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.floats(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["items", "to", "staff", "pin", "scan"]), inner)
        ),
        max_leaves=8,
    ),
    st.sampled_from(["scan", "do", "check_out", "at"]),
    st.sampled_from(["touch", "tick", "pick", "condition", "pin"]),
)
def test_no_json_raises(value: object, name: str, action: str) -> None:
    parse_line(plain({name: value}), NOW)
    parse_line(plain({"do": action, "line": value, "named": value, "condition": value}), NOW)


class Lines:
    """A simulated desk behind the line loop."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def run(self, *lines: bytes, words: bool = False) -> list[str]:
        clock = LineClock(NOW)
        out = io.BytesIO()
        sink = LineSink(out, outcome_words if words else outcome_line)
        station = self.desk.station
        counter = Counter(station.books, station.secrets, clock, sink.say)
        run_lines(counter, io.BytesIO(b"\n".join(lines)), sink, clock)
        return out.getvalue().decode().splitlines()


@pytest.fixture
def lines(desk: Desk) -> Lines:
    return Lines(desk)


def names(said: list[str]) -> list[str]:
    return [json.loads(line)["outcome"] for line in said]


def badge(who: str) -> bytes:
    return plain({"scan": BADGES[who].text, "technology": BADGES[who].technology})


def test_a_dialogue_goes_on_after_any_line(lines: Lines) -> None:
    said = lines.run(
        badge("ada"),
        b"\x00\xff" * 50,
        b"x" * (3 * LONGEST_LINE),
        b"",
        b"y" * LONGEST_LINE,
        b"CAM-1",
    )

    assert names(said) == [
        "session_opened",
        "trouble",
        "trouble",
        "unknown",
        "trouble",
        "checked_out",
    ]


def test_a_last_line_that_is_too_long_and_never_ends_is_answered(lines: Lines) -> None:
    assert names(lines.run(b"x" * (2 * LONGEST_LINE))) == ["trouble"]


def test_time_is_what_the_lines_say(lines: Lines) -> None:
    later = plain({"do": "wait", "at": "2026-11-21T09:01:00Z"})
    much_later = plain({"scan": "CAM-1", "at": "2026-11-21T09:30:00Z"})

    said = lines.run(badge("ada"), later, much_later)

    assert names(said) == ["session_opened", "told", "session_closed", "told"]


def test_an_outcome_holds_due_times_with_their_zone_and_all_open_loans(lines: Lines) -> None:
    out = json.loads(lines.run(badge("ada"), b"CAM-1")[1])

    assert out["due"]["at"] == "2026-11-30T17:00:00+00:00"
    assert out["due"]["zone"] == "Europe/London"
    assert [loan["item"]["tag"] for loan in out["loans"]] == ["CAM-1"]


def test_a_refusal_holds_every_code_and_message(lines: Lines) -> None:
    lines.desk.bar("ada")

    opened, refused = (json.loads(line) for line in lines.run(badge("ada"), b"OLD-1"))

    assert [set(bar) for bar in opened["holder"]["bars"]] == [set()]
    assert [reason["code"] for reason in refused["reasons"]] == ["L001", "L004"]
    assert refused["reasons"][1]["message"] == "Old radio is not for lending."


def test_every_outcome_can_be_read_as_words(lines: Lines) -> None:
    said = lines.run(
        badge("ada"),
        b"CAM-1",
        b"CAM-1",
        b"LS:UNDO",
        b"OLD-1",
        b"LENS-1",
        b"nothing",
        b"KA",
        b"LS:HELP",
        badge("ben"),
        words=True,
    )

    assert said[0] == "Hello Ada L.; you have nothing."
    assert said[1] == "Taken: Canon camera until Mon 30 Nov 2026 17:00 GMT."
    assert said[2] == f"Already: {said[1]}"
    assert said[3] == "Taken back: check_out of Canon camera."
    assert said[4].startswith("No: Old radio. [L004] Old radio is not for lending.")
    assert said[5].startswith("Needs badge: Prime lens.")
    assert said[7] == "Interview kit, out; missing: 1 × Boom pole, 2 × XLR cable."
    assert said[9] == "Goodbye (swapped)."


def test_returns_troubles_and_ambiguities_can_be_read_as_words(lines: Lines) -> None:
    item = Item(Subject("asset:a"), Entity.ASSET, "Lamp")
    asked = ApprovalNeeded(NOW, item, (), Step.PIN, NOW, Problem.WRONG_PIN)

    assert "LS:DONE" in outcome_words(Told(NOW, Topic.HELP))
    assert outcome_words(Ambiguous(NOW, 2)).startswith("This code could be 2 things")
    assert outcome_words(Trouble(NOW, TroubleCode.STORE_FULL, "Full.")) == "[S002] Full."
    assert (
        outcome_words(Returned(NOW, "i", item, was_out=False)) == "Returned: Lamp. It was not out."
    )
    assert "found" in outcome_words(Returned(NOW, "i", item, was_out=False, found=True))
    assert "wrong_pin" in outcome_words(asked)
    lines.run(badge("ada"), b"CAM-1")
    assert lines.run(badge("ada"), words=True)[0].startswith("Hello Ada L.; you have Canon camera")


class Endless(io.RawIOBase):
    """A stream of one line, that ends only when the test says so."""

    def __init__(self) -> None:
        self.line = threading.Event()
        self.first = [b"CAM-1\n"]

    def readline(self, size: int | None = -1) -> bytes:
        del size
        if self.first:
            return self.first.pop()
        assert self.line.wait(10)
        return b""


def test_time_passes_without_a_line_when_the_clock_is_real(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("kiosk.desk.line_loop.TICK_S", 0.01)
    source = Endless()
    counter = _Ticks(source)

    run_lines(counter, source, LineSink(io.BytesIO(), outcome_line), FakeClock())

    assert counter.ticks >= 1
    assert [type(each) for each in counter.given] == [Scanned]


def test_time_passes_when_nobody_listens_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.desk.line_loop.TICK_S", 0.01)
    source = Endless()
    counter = _Deaf(source)

    run_lines(counter, source, LineSink(io.BytesIO(), outcome_line), FakeClock())

    assert counter.ticks > 1


def test_a_line_cannot_say_what_time_it_is_when_the_clock_is_real() -> None:
    clock = FakeClock()
    counter = _Ticks(Endless())
    line = plain({"scan": "CAM-1", "at": "2150-01-01T00:00:00Z"})

    run_lines(counter, io.BytesIO(line), LineSink(io.BytesIO(), outcome_line), clock)

    assert [each.at for each in counter.given] == [clock.now()]


def test_a_line_clock_moves_only_with_its_lines() -> None:
    clock = LineClock(NOW)
    before = clock.mono_ns()
    clock.at = NOW + timedelta(seconds=1)

    assert clock.mono_ns() - before == 1_000_000_000


class _Ticks:
    """Stands for a counter and ends the stream with its first tick."""

    def __init__(self, source: Endless) -> None:
        self.source = source
        self.ticks = 0
        self.given: list[Input] = []

    def submit(self, given: Input) -> None:
        self.given.append(given)

    def tick(self) -> None:
        self.ticks += 1
        self.source.line.set()


class _Deaf(_Ticks):
    """Fails to say its first outcome, as when the program that listened has ended."""

    def tick(self) -> None:
        self.ticks += 1
        if self.ticks == 1:
            raise BrokenPipeError
        self.source.line.set()
