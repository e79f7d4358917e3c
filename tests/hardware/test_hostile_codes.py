"""No code that a camera sees does more than name a thing, whatever it holds."""

import json
import logging
import unicodedata
from pathlib import Path

import pytest

from hardware.reader import ErrorCode, ReaderState, Scan
from hardware.sanitise import GS
from hardware.scanners.camera.camera import CameraReader, CameraSettings
from hardware.simulated_wire import FrameFeed, code_picture
from tests.fakes.hostile_codes import HOSTILE_CODES
from tests.hardware.reader_contract import Inbox

TOO_LONG = "A" * 4200


@pytest.fixture(scope="module")
def scans(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Scan]:
    """What one camera makes of one code after the other."""
    feed, inbox = FrameFeed(tmp_path_factory.mktemp("desk") / "webcam"), Inbox()
    settings = CameraSettings(str(feed.folder), fps=30, second_opinion=False)
    reader = CameraReader("webcam", settings)
    reader.start(inbox.on_scan, inbox.on_report)
    for count, text in enumerate(HOSTILE_CODES.values(), 1):
        feed.put(code_picture(text))
        inbox.wait(lambda count=count: len(inbox.scans) == count, f"{text[:40]!r} was not read")
    reader.stop()
    feed.close()
    assert {report.state for report in inbox.reports} == {ReaderState.OPENING, ReaderState.READY}
    return dict(zip(HOSTILE_CODES, inbox.scans, strict=True))


@pytest.mark.parametrize("kind", HOSTILE_CODES)
def test_its_text_is_one_line_that_holds_only_what_can_be_seen(scans: dict[str, Scan], kind: str):
    text = scans[kind].text
    assert text
    assert len(text.splitlines()) == 1
    unseen = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert not [sign for sign in text if sign != GS and unicodedata.category(sign) in unseen]


@pytest.mark.parametrize("kind", HOSTILE_CODES)
def test_its_bytes_are_kept_as_they_were_printed(scans: dict[str, Scan], kind: str):
    assert scans[kind].raw == HOSTILE_CODES[kind].encode()


def test_a_code_longer_than_any_is_refused_in_a_report_that_does_not_repeat_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    feed, inbox = FrameFeed(tmp_path / "webcam", 1920, 1080), Inbox()
    settings = CameraSettings(str(feed.folder), fps=30, second_opinion=False)
    reader = CameraReader("webcam", settings)
    reader.start(inbox.on_scan, inbox.on_report)
    feed.put(code_picture(TOO_LONG, width=1920, height=1080))
    inbox.wait(lambda: inbox.reports[-1].code is ErrorCode.REFUSED, "it was not refused")
    feed.put(code_picture("CAM-0001", width=1920, height=1080))
    inbox.wait_for_texts("CAM-0001")
    reader.stop()
    feed.close()
    assert "AAAA" not in json.dumps([report.reason for report in inbox.reports])
    assert "AAAA" not in caplog.text
