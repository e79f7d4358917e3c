"""What holds for every test: no screen, one language, and a home folder that is nobody's."""

import os
import signal
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from kiosk.shell.words import SOURCE, speak

pytest_plugins = ["tests.postgres", "tests.centre"]

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["LC_ALL"] = "C.UTF-8"
# A run in the background of a shell ignores it, and so would every program that a test starts.
signal.signal(signal.SIGINT, signal.default_int_handler)

# How long an example takes says something about the machine only.
settings.register_profile(
    "lendstation", deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("lendstation")


@pytest.fixture(autouse=True, scope="session")
def _nobodys_home(tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("home")
    os.environ["HOME"] = str(home)
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        os.environ[f"XDG_{name}_HOME"] = str(home / name.lower())


@pytest.fixture(autouse=True)
def _one_language() -> Iterator[None]:
    """Speak English again after a test that spoke something else."""
    yield
    speak(SOURCE)
