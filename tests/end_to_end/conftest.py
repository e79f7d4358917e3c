"""A kiosk of the sample school, for each test its own, with bytes and frames as its only hands."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from kiosk.clock import ToldClock
from kiosk.config import Config, checked
from kiosk.demo.clock import MORNING
from kiosk.demo.school import make_school
from kiosk.demo.stage import Stage, closing
from kiosk.demo.wires import Wires
from kiosk.shell.look import Look, load_fonts
from kiosk.shell.theme import Theme


def config_of(
    data: Path, readers: list[dict[str, Any]], outputs: list[dict[str, Any]] | None = None
) -> Config:
    """Give the configuration of a silent kiosk with these readers."""
    return checked(
        {
            "station": {"data": str(data)},
            "sound": {"volume": 0},
            "readers": readers,
            "outputs": outputs or [],
        }
    )


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("school") / "station"
    make_school(config_of(folder, []))
    return folder


@pytest.fixture
def school(_made: Path, tmp_path: Path) -> Path:
    """Give the data folder of a sample school that nobody else uses."""
    return Path(shutil.copytree(_made, tmp_path / "station"))


@pytest.fixture
def wires(tmp_path: Path) -> Wires:
    return Wires(tmp_path)


OpenKiosk = Callable[[Config], Stage]


@pytest.fixture
def stage_for(qapp: QApplication, wires: Wires) -> Iterator[OpenKiosk]:
    """Make a stage for a configuration; its kiosk is closed in the end."""
    assert qapp is QApplication.instance()
    load_fonts()
    stages: list[Stage] = []

    def make(config: Config) -> Stage:
        look = Look(Theme(1280, 800, 5.88, motion=False))
        stages.append(Stage(config, look, wires, ToldClock(MORNING)))
        return stages[-1]

    yield make
    with closing(stages[0]):
        pass


@pytest.fixture
def stage(stage_for: OpenKiosk, school: Path, wires: Wires) -> Stage:
    """Give an open kiosk with a badge reader and a camera."""
    made = stage_for(config_of(school, wires.readers()))
    made.open()
    return made
