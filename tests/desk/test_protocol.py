"""The dialogue of docs/desk-protocol.md, replayed to the letter."""

import io
import re
from pathlib import Path

from kiosk.desk.counter import Counter
from kiosk.desk.line_loop import LineClock, LineSink, run_lines
from kiosk.desk.outcomes import Problem, Topic
from kiosk.desk.spoken import NAMES, outcome_line
from tests.desk.school import Desk
from tests.desk.test_lines import NOW

DOCUMENT = Path(__file__).parents[2] / "docs" / "desk-protocol.md"
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:/[0-9a-f-]{36}/\d+)?")


def spoken(desk: Desk, heard: list[str]) -> list[str]:
    """Give the dialogue that comes of these lines, ids hidden."""
    clock = LineClock(NOW)
    out = io.BytesIO()
    sink = LineSink(out, outcome_line)
    counter = Counter(desk.station.books, desk.station.secrets, clock, sink.say)
    dialogue = []
    for line in heard:
        run_lines(counter, io.BytesIO(line.encode() + b"\n"), sink, clock)
        said = _ID.sub("ID", out.getvalue().decode()).splitlines()
        dialogue += [f"> {line}", *(f"< {each}" for each in said)]
        out.seek(0)
        out.truncate()
    return dialogue


def test_the_dialogue_of_the_document_is_what_the_desk_says(desk: Desk) -> None:
    written = DOCUMENT.read_text("utf-8").split("```")[1].strip().splitlines()
    heard = [line.removeprefix("> ") for line in written if line.startswith("> ")]

    assert spoken(desk, heard) == written


def test_every_name_stands_in_the_document() -> None:
    text = DOCUMENT.read_text("utf-8")

    for name in (*NAMES.values(), *Topic, *Problem):
        assert f"`{name}`" in text
