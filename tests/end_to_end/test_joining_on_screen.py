"""A first start that is shown an enrolment code: it asks, and only a touch or YES joins."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from hardware.simulated import SimulatedReader
from kiosk.app import Kiosk
from kiosk.domain.trouble import Trouble, TroubleCode
from kiosk.first_picture import make_look, picture_of
from server_sync.enrolment import EnrolmentCode
from tests.end_to_end.conftest import config_of

CODE = EnrolmentCode(
    host="127.0.0.1",
    role=EnrolmentCode.new_role("school"),
    password=EnrolmentCode.new_password(),
    organisation_key=bytes(32),
    pepper=bytes(32),
    port=1,
    tenant="school",
    station="Library",
).text()
PATIENCE_MS = 20_000


@pytest.fixture
def kiosk(tmp_path: Path, qtbot: QtBot) -> Iterator[Kiosk]:
    """Open a kiosk where no station is yet."""
    config = config_of(tmp_path / "data", [{"name": "desk", "driver": "simulated"}])
    made = Kiosk(config, picture_of(make_look(config)))
    made.window.show()
    made.start()
    qtbot.waitUntil(lambda: made.first_start.is_open, timeout=PATIENCE_MS)
    yield made
    made.stop()
    made.window.close()


def _shown(kiosk: Kiosk) -> set[str]:
    return {label.text() for label in kiosk.deck.first_start.findChildren(QLabel)}


def _scan(kiosk: Kiosk, text: str) -> None:
    assert kiosk.devices is not None
    reader = kiosk.devices.reader("desk")
    assert isinstance(reader, SimulatedReader)
    reader.present(text)


@pytest.mark.parametrize("agree", ["touch", "LS:YES"])
def test_an_enrolment_code_alone_joins_nothing(kiosk: Kiosk, qtbot: QtBot, agree: str) -> None:
    troubles: list[Trouble] = []
    kiosk.work.troubled.connect(troubles.append)
    _scan(kiosk, CODE)
    facts = {"127.0.0.1:1", "lendstation / school", "Library"}
    qtbot.waitUntil(lambda: facts <= _shown(kiosk), timeout=PATIENCE_MS)
    _scan(kiosk, "AV-0182")
    _scan(kiosk, CODE)
    kiosk.work.run(lambda: None, lambda _: troubles.append(Trouble(TroubleCode.STORE_MISSING, "")))
    qtbot.waitUntil(lambda: bool(troubles), timeout=PATIENCE_MS)
    assert troubles.pop().code is TroubleCode.STORE_MISSING
    assert not kiosk.config.keys.exists()
    assert not kiosk.config.file.exists()

    if agree == "touch":
        buttons = kiosk.deck.first_start.findChildren(QAbstractButton)
        next(each for each in buttons if each.accessibleName() == "Yes, join").click()
    else:
        qtbot.waitUntil(lambda: facts <= _shown(kiosk), timeout=PATIENCE_MS)
        _scan(kiosk, agree)

    qtbot.waitUntil(lambda: bool(troubles), timeout=PATIENCE_MS)
    assert troubles[0].code is TroubleCode.CENTRE_UNREACHABLE
