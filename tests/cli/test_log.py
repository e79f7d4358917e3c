"""No name and no badge code gets into the logs, whichever way it is tried."""

import io
import json
import logging

import pytest
import structlog

from kiosk import log

NAME = "Ada Lovelace"
BADGE = "0F0012D687"


@pytest.fixture
def lines():
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    stream = io.StringIO()
    log.set_up("DEBUG", station="0190-1", stream=stream)
    yield lambda: [json.loads(each) for each in stream.getvalue().splitlines()]
    root.handlers[:], root.level = before
    structlog.reset_defaults()


def fail(words):
    raise ValueError(words)


def test_a_fact_under_a_known_key_is_kept(lines):
    structlog.get_logger("kiosk.desk").info("loan.opened", asset="0190-77", ms=12)

    (line,) = lines()
    assert line["event"] == "loan.opened"
    assert (line["asset"], line["ms"], line["station"]) == ("0190-77", 12, "0190-1")
    assert line["logger"] == "kiosk.desk"


def test_no_way_in_lets_a_name_or_a_badge_through(lines):
    logger = structlog.get_logger("kiosk")
    logger.info(f"welcome {NAME}", person=NAME, badge=BADGE, facts={NAME: 1})  # noqa: G004 - it is done
    logger.info("loan.opened", asset=NAME, outcome=[NAME, BADGE + " "], state={"name": NAME})
    logger.bind(name=NAME).warning("loan.opened %s", BADGE)
    try:
        fail(f"{NAME} holds {BADGE}")
    except ValueError:
        logger.exception("desk.failed")
        logging.getLogger("sqlalchemy.engine").exception("INSERT %s", NAME)
    logging.getLogger("serial").warning("read %s", BADGE, stack_info=True)
    logging.getLogger("serial").warning(f"read {NAME} {BADGE}")  # noqa: G004 - done all the same

    text = json.dumps(lines())
    assert len(lines()) == 7
    assert "Ada" not in text
    assert BADGE not in text


def test_an_exception_leaves_its_type_and_where_it_rose(lines):
    try:
        fail(NAME)
    except ValueError:
        structlog.get_logger("kiosk").exception("desk.failed")

    (line,) = lines()
    assert line["error"] == "ValueError"
    assert line["frames"][0].startswith("test_log.py:")
    assert line["level"] == "error"


def test_a_library_is_heard_by_its_place(lines):
    logging.getLogger("serial.tools").warning("lost %s", "/dev/ttyUSB0")

    (line,) = lines()
    assert (line["event"], line["logger"], line["level"]) == (
        "library.said",
        "serial.tools",
        "warning",
    )
    assert line["at"].startswith("test_log:")


def test_a_part_of_ours_is_heard_by_its_event_and_facts(lines):
    facts = {"trouble": "S002", "frames": ["counter.py:1:_perform"], "holder": NAME}
    logging.getLogger("kiosk.desk.counter").warning("desk.trouble %s", NAME, extra=facts)

    (line,) = lines()
    assert (line["event"], line["trouble"]) == ("desk.trouble", "S002")
    assert line["frames"] == ["counter.py:1:_perform"]
    assert NAME not in json.dumps(line)
