"""Hostile codes held before the camera of a whole kiosk: looked up, and nothing else."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from kiosk import log
from kiosk.demo import sample
from kiosk.demo.stage import Stage
from kiosk.desk.outcomes import SessionClosed, Unknown
from tests.fakes.hostile_codes import HOSTILE_CODES

STUDENT = sample.people()["1192"]
TAKEN = "AV-0181"


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    stream = io.StringIO()
    log.set_up("DEBUG", stream=stream)
    yield stream
    root.handlers[:], root.level = before
    structlog.reset_defaults()


def test_no_code_can_type_into_a_session_or_break_a_line_of_the_log(
    stage: Stage, logged: io.StringIO
) -> None:
    stage.tap(STUDENT.badge)
    stage.scan(TAKEN)
    stage.see("Eilidh K.", "Taken")

    for text in HOSTILE_CODES.values():
        before = len(stage.answers)
        stage.scan(text, "qr_code")
        assert [type(each) for each in stage.answers[before:]] == [Unknown], text

    stage.see("Eilidh K.", "2 things with you", "Action camera", "Not known")
    assert all(text.replace("\n", " ").isprintable() for text in stage.texts())
    stage.scan("LS:DONE", "qr_code")
    assert isinstance(stage.answers[-1], SessionClosed)
    lines = logged.getvalue().splitlines()
    assert all(json.loads(line)["event"] for line in lines)
    assert "LS:" not in logged.getvalue()
