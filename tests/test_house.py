"""The rules of the house that no linter knows."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from docs.generate import ROOT, documents, modules
from hardware.catalogue import DRIVERS
from kiosk.domain.refusals import RefusalCode
from kiosk.domain.rules import CHECK_OUT_RULES
from tests.hardware.reader_contract import ReaderContract

PRODUCT = modules()
TESTS = sorted((ROOT / "tests").rglob("*.py"))
SCRIPTS = [*(ROOT / "docs").rglob("*.py"), *(ROOT / "packaging").rglob("*.py")]

FORBIDDEN = {
    *("utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"),
    *("base", "core", "service", "services", "data", "stuff"),
}
QT = ("kiosk/shell", "kiosk/screens", "kiosk/admin")
DATABASE = ("kiosk/store", "server_sync")
HOMES = {  # who may import what others made
    "PySide6": (
        *QT,
        "kiosk/app.py",
        "kiosk/first_picture.py",
        "kiosk/staff_corner.py",
        "kiosk/demo",
    ),
    "shiboken6": QT,
    "sqlalchemy": DATABASE,
    "alembic": DATABASE,
    "sqlcipher3": DATABASE,
    "sqlite3": DATABASE,
    "psycopg": DATABASE,
    "smartcard": ("hardware/rfid/pcsc.py",),
    "evdev": ("hardware/scanners",),
    "serial": ("hardware",),
    "cv2": ("hardware/scanners/camera", "hardware/simulated_wire.py"),
    "zxingcpp": ("hardware/scanners/camera", "hardware/simulated_wire.py", "hardware/outputs"),
    "pyzbar": ("hardware/scanners/camera",),
    "escpos": ("hardware/outputs",),
    "PIL": ("hardware/outputs",),
}
VENDORS = ("smartcard", "evdev", "serial", "cv2", "zxingcpp", "pyzbar", "escpos", "PIL")


def _relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def test_no_file_is_longer_than_400_lines() -> None:
    lengths = {_relative(path): path.read_text().count("\n") for path in PRODUCT + TESTS + SCRIPTS}

    assert {path: lines for path, lines in lengths.items() if lines > 400} == {}


def test_every_module_says_in_one_short_line_what_it_is() -> None:
    first_lines = {
        _relative(path): (ast.get_docstring(ast.parse(path.read_text())) or "").split("\n")[0]
        for path in PRODUCT + SCRIPTS
    }

    assert [path for path, line in first_lines.items() if not 0 < len(line) <= 100] == []


def test_no_module_and_no_class_has_a_name_that_says_nothing() -> None:
    modules_named = {_relative(path) for path in PRODUCT + TESTS if path.stem in FORBIDDEN}
    folders_named = {_relative(path.parent) for path in PRODUCT if path.parent.name in FORBIDDEN}
    classes_named = {
        f"{_relative(path)}: {node.name}"
        for path in PRODUCT
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef) and node.name.lower() in FORBIDDEN
    }

    assert modules_named | folders_named | classes_named == set()


@pytest.mark.parametrize("document", documents(), ids=lambda path: path.name)
def test_documents_made_from_code_are_current(document: Path) -> None:
    assert document.read_text() == documents()[document], "run `make docs`"


def test_every_rule_module_is_asked_and_has_a_test_module() -> None:
    asked = {rule.__module__.rpartition(".")[2] for rule in CHECK_OUT_RULES}
    folder = ROOT / "kiosk/domain/rules"
    rules = {path.stem for path in folder.glob("*.py")} - {"__init__", "request", "rule"}
    tested = {path.stem.removeprefix("test_") for path in (ROOT / "tests/domain/rules").glob("*")}

    assert asked == rules
    assert rules - tested == set()


def test_every_refusal_code_has_exactly_one_rule() -> None:
    assert sorted(rule.code for rule in CHECK_OUT_RULES) == sorted(RefusalCode)


def test_every_driver_passes_the_contract_of_a_reader() -> None:
    """A driver is proven where the module of a contract's subclass imports the driver's."""
    for path in (ROOT / "tests/hardware").rglob("test_*.py"):
        import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    proving = {sys.modules[kind.__module__] for kind in _descendants(ReaderContract)}
    sources = "\n".join(Path(str(module.__file__)).read_text() for module in proving)

    unproven = [name for name, entry in DRIVERS.items() if f"{entry.module} import" not in sources]

    assert unproven == []


def _descendants(kind: type) -> Iterator[type]:
    for each in kind.__subclasses__():
        yield each
        yield from _descendants(each)


def test_what_others_made_is_imported_only_in_its_home() -> None:
    strays = {
        f"{_relative(path)}: {name}"
        for path in PRODUCT
        for name in _imports(path)
        if name in HOMES and not _relative(path).startswith(HOMES[name])
    }

    assert strays == set()


def test_the_domain_is_the_standard_library_and_itself() -> None:
    foreign = {
        f"{_relative(path)}: {name}"
        for path in PRODUCT
        if _relative(path).startswith("kiosk/domain/")
        for name in _imports(path)
        if name != "kiosk" and name not in sys.stdlib_module_names
    }

    assert foreign == set()


def test_a_station_without_devices_loads_no_library_of_a_device() -> None:
    modules_of_drivers = ", ".join(entry.module for entry in DRIVERS.values())
    program = f"import sys, {modules_of_drivers}; print(set({VENDORS}) & set(sys.modules))"

    done = subprocess.run(  # a fresh interpreter: this one has loaded them
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )

    assert done.stdout.strip() == "set()"


def test_requirements_are_hashed_and_name_no_index() -> None:
    for path in ROOT.glob("requirements*.txt"):
        text = path.read_text()
        pins = re.findall(r"^[\w.-]+(?:\[[\w,]+\])?==", text, re.MULTILINE)

        assert len(pins) == len(re.findall(r"==[^\\\n]* \\\n {4}--hash=sha256:", text)) > 0
        assert "://" not in text
        assert "--index" not in text
        assert "--find-links" not in text


def test_what_tests_import_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = {
        re.split(r"[^\w.-]", line)[0].lower().replace("_", "-")
        for line in [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    }
    makers = packages_distributions()

    undeclared = {
        f"{_relative(path)}: {name}"
        for path in TESTS
        for name in _imports(path)
        if name in makers and not (ROOT / name).exists()  # some ship a folder `tests`
        if not declared & _spelt_alike(makers[name])
    }

    assert undeclared == set()


def _spelt_alike(names: list[str]) -> set[str]:
    return {name.lower().replace("_", "-") for name in names}


def test_no_test_is_skipped_or_mocked() -> None:
    lazy = re.compile(r"pytest\.(skip|xfail|importorskip)|mark\.(skip|xfail)|unittest\.mock")

    found = {
        f"{_relative(path)}:{number}"
        for path in TESTS
        if path != Path(__file__)
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if lazy.search(line)
    }

    assert found == set()


def test_what_is_banned_is_banned_by_the_linter() -> None:
    """Each banned call, in a file of its own beside the product, makes ruff say no."""
    banned = {
        "import time\n\ntime.sleep(1)\n": "TID251",
        "import datetime as dt\n\nNOW = dt.datetime.now(dt.UTC)\n": "TID251",
        "from unittest import mock\n\nmock.Mock()\n": "TID251",
        "from . import ledger\n\nledger.open()\n": "TID252",
    }
    ruff = Path(sys.executable).parent / "ruff"
    for source, code in banned.items():
        done = subprocess.run(
            [ruff, "check", "--no-cache", "--stdin-filename", "kiosk/desk/banned.py", "-"],
            input=source,
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
        )

        assert code in done.stdout, source
