"""The tray: a touch on a card goes through the real drivers."""

import pytest
from PySide6.QtWidgets import QAbstractButton

from kiosk.demo import past, sample
from kiosk.demo.stage import Stage
from kiosk.demo.tray import Tray
from kiosk.demo.tray_demo import lay_beside


@pytest.fixture
def tray(stage: Stage) -> Tray:
    assert stage.kiosk is not None
    return lay_beside(stage.kiosk, stage.wires)


def touch(stage: Stage, tray: Tray, title: str) -> None:
    stage.until(lambda: shown(tray, title), f"the card {title}")
    shown(tray, title)[0].click()


def shown(tray: Tray, title: str) -> list[QAbstractButton]:
    cards = tray.findChildren(QAbstractButton)
    return [card for card in cards if card.isVisible() and card.text() == title]


def test_a_card_and_a_label_lend_a_thing(stage: Stage, tray: Tray) -> None:
    touch(stage, tray, sample.people()[sample.TECHNICIAN].name)
    stage.see("Deepak H.")

    tray.open_drawer(1)
    touch(stage, tray, "Travel tripod")
    stage.see("Filming kit 1", "1 of 7 seen")

    tray.open_drawer(3)
    touch(stage, tray, "Cancel")
    stage.see("Cancelled", "Nothing changed")


def test_a_cable_is_pulled_out_and_plugged_in_again(stage: Stage, tray: Tray) -> None:
    tray.open_drawer(4)
    touch(stage, tray, "Camera")
    stage.see("Camera is gone")
    stage.until(lambda: "out; touch to plug it in" in texts(tray), "the card of the cable")

    touch(stage, tray, "Camera")
    stage.see("2 readers ready")
    stage.until(lambda: "out; touch to plug it in" not in texts(tray), "the card of the cable")


def test_the_drawers_show_who_is_worth_meeting_first_and_can_be_searched(tray: Tray) -> None:
    assert sample.people()[past.BARRED].name in texts(tray)
    tray.search("hadd")

    assert "Hawa Haddad" in texts(tray)
    assert sample.people()[past.BARRED].name not in texts(tray)


def test_kiosk_and_tray_share_the_screen(stage: Stage, tray: Tray) -> None:
    kiosk = stage.window.geometry()

    assert not kiosk.intersects(tray.geometry())


def texts(tray: Tray) -> str:
    return " ".join(each.accessibleName() for each in tray.findChildren(QAbstractButton))


def test_the_school_has_the_situations_that_its_cards_promise(stage: Stage) -> None:
    stage.tap(sample.people()[past.OVERDUE].badge)
    stage.see("11 days overdue")
    stage.tap(sample.people()[past.EXPIRED].badge)
    stage.see("Akira Z.")
    stage.scan(past.NOT_FOR_LENDING)
    stage.see("L003", "L004")
    stage.touch("Understood")
    stage.tap(sample.people()["1233"].badge)
    stage.see("Kateryna S.")
    stage.scan(past.KIT_SHORT)
    stage.see("Interview kit 2")
    stage.touch("Cancel")
    stage.see("Cancelled")
    stage.scan(past.BROKEN)
    stage.see("Not now", "L005")
    stage.touch("Understood")
    stage.scan(past.LOST)
    stage.see("It was missing. Thank you for finding it!")
