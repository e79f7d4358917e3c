"""From bytes on a pseudo-terminal and frames of a video to the screen and the ledger."""

from pathlib import Path

import cv2
import numpy as np

from hardware.simulated_wire import badge_frame, code_picture, empty_desk
from kiosk.clock import ToldClock
from kiosk.demo import sample
from kiosk.demo.clock import MORNING
from kiosk.demo.past import LEFT_LYING
from kiosk.demo.stage import Stage
from kiosk.demo.wires import BADGE_READER, CAMERA, Wires
from kiosk.domain.bodies.lending import CheckedIn, CheckedOut
from kiosk.domain.panel import EventFilter, EventRow
from kiosk.store.keys import Keys
from kiosk.store.panel_queries import PanelQueries
from kiosk.store.station import Options, open_station
from tests.end_to_end.conftest import OpenKiosk, config_of

FPS = 15
STUDENT = sample.people()["1192"]
CAMERA_TAKEN = "AV-0181"


def write_video(path: Path, *codes: str) -> None:
    """Film a desk on which labels lie one after the other."""
    video = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"MJPG"), FPS, (1280, 720))
    for code in codes:
        for grey, seconds in ((empty_desk(), 0.6), (code_picture(code, "code_128"), 1.6)):
            frame = cv2.cvtColor(np.ascontiguousarray(grey), cv2.COLOR_GRAY2BGR)
            for _ in range(round(seconds * FPS)):
                video.write(frame)
    video.release()


def newest_events(data: Path, kinds: set[str]) -> list[EventRow]:
    """Read the ledger back from its file, and prove it."""
    clock = ToldClock(MORNING)
    keys = Keys.load(data / "keys")
    station = open_station(data, keys, clock, Options(read_only=True))
    try:
        assert station.verify().wrong == []
        rows = PanelQueries(station.books, clock).events(EventFilter(), (), 20)
    finally:
        station.close()
    return [row for row in rows if str(row.kind) in kinds and row.at >= MORNING]


def test_a_video_and_a_badge_become_texts_on_the_screen_and_events_in_the_ledger(
    stage_for: OpenKiosk, school: Path, wires: Wires, tmp_path: Path
) -> None:
    film = tmp_path / "desk.avi"
    write_video(film, CAMERA_TAKEN, LEFT_LYING)
    badge = {"name": BADGE_READER, "driver": "em4100", "port": str(wires.badge.port)}
    camera = {"name": CAMERA, "driver": "camera", "source": str(film), "at_end": "stop"}
    stage = stage_for(config_of(school, [badge, camera]))

    stage.open()
    stage.until(lambda: stage.answers, "the first label of the film")
    frame = badge_frame(STUDENT.badge)
    stage.until(
        lambda: any("Eilidh K." in text for text in stage.texts()),
        "the greeting",
        lambda: wires.badge.send(frame),
    )
    stage.see("Action camera", "Microscope", "Returned")

    told = stage.texts()
    assert any(text.startswith("until Friday") or "Friday 16:00" in text for text in told)
    assert not any("Mariam" in text for text in told)
    rows = newest_events(school, {"checked_out", "checked_in"})
    out = next(row for row in rows if isinstance(row.body, CheckedOut))
    back = next(row for row in rows if isinstance(row.body, CheckedIn))
    assert len(rows) == 2
    assert {STUDENT.name, f"Action camera ({CAMERA_TAKEN})"} <= set(out.names.values())
    assert f"Microscope ({LEFT_LYING})" in back.names.values()


def test_a_reader_that_is_pulled_out_is_named_until_it_is_back(stage: Stage) -> None:
    stage.wires.badge.unplug()
    stage.see("Badge reader is gone", "Use this instead: Camera", "1 reader is gone")
    stage.wires.camera.unplug()
    stage.see("Readers are gone: Badge reader, Camera", "Search on the screen instead.")

    stage.wires.badge.plug()
    stage.wires.camera.plug()
    stage.see("2 readers ready")
    assert not any("gone" in text for text in stage.texts())

    stage.tap(STUDENT.badge)
    stage.scan(CAMERA_TAKEN)
    stage.see("Eilidh K.", "Taken")


def test_books_that_cannot_be_written_are_told_and_nothing_is_lent(
    stage: Stage, school: Path
) -> None:
    kiosk = stage.kiosk
    assert kiosk is not None
    attendant = kiosk._attendant
    assert attendant is not None
    stage.tap(STUDENT.badge)
    stage.see("Eilidh K.")

    def make_read_only(on: str) -> None:
        with attendant.station.held() as station:
            writer = station.books.writer
            assert writer is not None
            writer.connection.execute(f"PRAGMA query_only = {on}")

    kiosk.work.run(lambda: make_read_only("ON"), lambda _: None)
    stage.scan(CAMERA_TAKEN)
    stage.see("Not done", "S001")
    assert newest_events(school, {"checked_out"}) == []

    kiosk.work.run(lambda: make_read_only("OFF"), lambda _: None)
    stage.scan(CAMERA_TAKEN)
    stage.see("Taken", "Action camera")
    assert len(newest_events(school, {"checked_out"})) == 1
