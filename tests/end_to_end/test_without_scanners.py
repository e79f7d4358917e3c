"""A day without scanners, a station that is not there yet, one that was restored, and staff."""

import subprocess
import sys
from pathlib import Path

from kiosk.demo import sample
from kiosk.demo.stage import Stage
from kiosk.demo.wires import Wires
from tests.end_to_end.conftest import OpenKiosk, config_of

ROOT = Path(__file__).parents[2]
REST = "Tap your badge, then scan what you take"
BADGE = "0F00ADA001"


def test_a_person_types_their_number_and_picks_a_thing(stage: Stage) -> None:
    stage.touch("No badge? Search")
    stage.type_text("okafor")
    stage.see("Nothing found for okafor")
    for _ in "okafor":
        stage.touch("Delete the last letter")
    stage.type_text("1124")
    stage.touch("This is me")
    stage.see("Thandiwe T.")

    stage.touch("Search instead")
    stage.type_text("kit-020")
    stage.touch("Lighting kit 2")
    stage.see("Lighting kit 2", "0 of 5 seen")


def test_a_search_that_nobody_goes_on_with_makes_room(stage: Stage) -> None:
    stage.touch("No badge? Search")
    stage.until(stage.fields, "the field of the search")

    stage.pass_time(stage.clock.now().replace(minute=59))

    stage.see(REST)


def test_a_kiosk_without_a_station_makes_one_on_the_screen(
    stage_for: OpenKiosk, wires: Wires, tmp_path: Path
) -> None:
    stage = stage_for(config_of(tmp_path / "new" / "station", wires.readers()))
    stage.start()
    stage.touch("Begin")
    stage.see("Where is this station?")
    fields = stage.fields()
    fields[0].type_text("Northfield Academy")
    fields[2].clear()
    stage.touch("Next")
    stage.see("Please fill in every line.")
    for field, text in zip(stage.fields(), ("", "Main building", "Europe/London"), strict=False):
        field.type_text(text)
    stage.touch("Next")
    stage.see("Who looks after it?")
    stage.fields()[1].type_text("Ada Admin")
    stage.touch("Next")
    stage.see("Tap a badge, or type its number")
    stage.fields()[1].type_text("")
    stage.hold_badge(BADGE, lambda: any(field.text == BADGE for field in stage.fields()))
    stage.touch("Next")
    for typed in ("2580", "2581", "2580", "2580"):
        stage.type_pin(typed)
        stage.settle()
    stage.see("Your recovery key")
    stage.touch("I have written it down")
    stage.see("2 readers ready")

    stage.tap(BADGE)
    stage.see("Ada A.", "Staff")


def test_a_restored_station_says_so_until_somebody_read_it(
    stage: Stage, school: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    lendstation("backup", str(copy), data=school)
    stage.tap(sample.people()["1192"].badge)
    stage.scan("AV-0181")
    stage.see("Eilidh K.", "2 things with you")

    lendstation("restore", str(copy), data=school)

    stage.see("This station was restored from a backup")
    stage.touch("Continue")
    stage.see(REST)
    stage.tap(sample.people()["1192"].badge)
    stage.see("Eilidh K.", "1 thing with you")
    stage.close()
    stage.open()
    assert not any("restored" in text for text in stage.texts())


def lendstation(*arguments: str, data: Path) -> None:
    """Run a command beside the open kiosk; its owner answers it."""
    line = [sys.executable, "-m", "kiosk.cli", *arguments, "--data", str(data)]
    subprocess.run(line, check=True, cwd=ROOT, timeout=60, capture_output=True)


def test_staff_open_the_panel_and_the_kiosk_comes_back(stage: Stage) -> None:
    stage.tap(sample.people()[sample.TECHNICIAN].badge)
    stage.touch("Staff")
    stage.type_pin(sample.TECHNICIAN_PIN)
    stage.see("Deepak Henriksson", "Overdue")

    stage.touch("Sign out")

    stage.see(REST)
    stage.tap(sample.people()["1192"].badge)
    stage.see("Eilidh K.")
