"""A tour that does not go as it should says so, and is not called right."""

from pathlib import Path

import pytest

from kiosk.demo import stage as staging
from kiosk.demo.ledger import Ledger
from kiosk.demo.stage import Stage
from kiosk.demo.tour import Situation, Tour


def _sees(*wanted: str) -> Situation:
    return Situation("wanted", "Something wanted", lambda tour: tour.see(*wanted), ())


@pytest.fixture
def tour(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tour:
    monkeypatch.setattr(staging, "PATIENCE_S", 0.2)
    ledger = Ledger(stage.config, stage.clock, stage.zone)
    return Tour(stage, ledger, tmp_path)


def test_what_is_not_seen_ends_the_tour_with_a_picture(tour: Tour, tmp_path: Path) -> None:
    told: list[str] = []

    assert not tour.play([_sees("No such text"), _sees("2 readers")], told.append)

    assert "No such text" in told[-1]
    assert "**Not as expected:** “No such text” did not come" in tour.transcript()
    assert (tmp_path / "01-wanted-failed.png").is_file()


def test_events_that_differ_from_what_is_expected_end_it_too(tour: Tour) -> None:
    silent = Situation("silent", "Nothing happens", lambda _: None, ("checked_out",))

    assert not tour.play([silent], lambda _: None)

    assert "the ledger holds ()" in tour.transcript()
