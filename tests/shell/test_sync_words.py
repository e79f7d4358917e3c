"""How sync stands, in few words: the gravest first, in every language."""

from datetime import UTC, datetime, timedelta

import pytest

from kiosk.domain.sync_status import SyncStatus
from kiosk.domain.trouble import TroubleCode
from kiosk.shell.palette import Tone
from kiosk.shell.sync_words import remedy, sync_words, trouble_told, trouble_word
from kiosk.shell.words import speak

NOW = datetime(2026, 11, 20, 8, 55, tzinfo=UTC)
CENTRE = [code for code in TroubleCode if code.name.startswith("CENTRE_")]


def synced(unsent: int = 0, trouble: str = "", **age: int) -> SyncStatus:
    return SyncStatus(True, NOW - timedelta(**age), unsent, trouble)


@pytest.mark.parametrize(
    ("status", "parts", "tone"),
    [
        (SyncStatus(), (), Tone.NEUTRAL),
        (synced(), ("Synced just now", "all sent"), Tone.NEUTRAL),
        (synced(3, minutes=9), ("Synced 9 min ago", "3 unsent"), Tone.NEUTRAL),
        (synced(1, minutes=60), ("Synced 60 min ago", "1 unsent"), Tone.NEUTRAL),
        (
            synced(1, minutes=61),
            ("Out of date", "1 unsent", "Synced 1 hour ago"),
            Tone.ATTENTION,
        ),
        (synced(hours=23), ("Out of date", "all sent", "Synced 23 hours ago"), Tone.ATTENTION),
        (synced(4, days=12), ("Out of date", "4 unsent", "Synced 12 days ago"), Tone.ATTENTION),
        (synced(seconds=-90), ("Synced just now", "all sent"), Tone.NEUTRAL),
        (SyncStatus(has_centre=True), ("Not synced yet", "all sent"), Tone.ATTENTION),
        (SyncStatus(has_centre=True, progress=34), ("First sync 34 %",), Tone.ATTENTION),
        (
            SyncStatus(has_centre=True, progress=34, trouble="C001 away"),
            ("Centre not reached", "First sync 34 %"),
            Tone.ATTENTION,
        ),
        (
            synced(2, "C006 The disk of the centre is full.", minutes=5),
            ("Disk of centre full", "2 unsent", "Synced 5 min ago"),
            Tone.ATTENTION,
        ),
        (
            synced(2, "S002 The disk is full."),
            ("Sync stopped", "2 unsent", "Synced just now"),
            Tone.ATTENTION,
        ),
    ],
)
def test_the_line_says_how_old_sync_is_and_what_is_unsent(status, parts, tone):
    assert sync_words(status, NOW) == (parts, tone)


def test_every_trouble_with_the_centre_has_a_word_of_its_own():
    words = {trouble_word(code) for code in CENTRE}

    assert len(words) == len(CENTRE)
    assert trouble_word("S002") not in words


def test_staff_read_what_to_do_or_what_the_station_noted():
    assert trouble_told("C003 The centre does not accept the password.") == (
        "Password refused",
        "Enrol this station again: `lendstation central enrol`. C003",
    )
    assert trouble_told("C010 The centre refused: 42P17.") == (
        "Centre refuses",
        "The centre refused: 42P17. C010",
    )
    assert trouble_told("S002 The disk is full.") == ("Sync stopped", "The disk is full. S002")


def test_a_german_panel_says_it_in_german():
    speak("de")
    try:
        told = [trouble_told(f"{code.value} -") for code in CENTRE if code != "C010"]
        too_old = trouble_told(
            "C010 The centre wants a newer program: what happens here is sent, what happens"
            " elsewhere is not read. Install the newer program here."
        )
    finally:
        speak("en")

    assert not {word for word, _ in told} & {trouble_word(code) for code in CENTRE}
    assert not {do for _, do in told} & {f"{remedy(code)} {code}" for code in CENTRE}
    assert too_old[1].startswith("Die Zentrale verlangt ein neueres Programm")
