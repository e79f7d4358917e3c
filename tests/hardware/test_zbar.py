"""zbar in its own process: what it reads, and that whatever it does is done to itself alone."""

import gc
import os
import signal
from pathlib import Path

import pytest

from hardware.scanners.camera import zbar as zbar_module
from hardware.scanners.camera.zbar import ZbarProcess
from hardware.simulated_wire import code_picture, empty_desk

PICTURE = code_picture("KIT-0002", "code_128")


def texts(zbar: ZbarProcess) -> list[str]:
    return [opinion.code.text for opinion in zbar.read(PICTURE)]


@pytest.fixture
def zbar():
    with ZbarProcess() as process:
        yield process


def worker_of(zbar: ZbarProcess) -> int:

    return zbar.pid


def test_it_reads_linear_codes_and_says_on_how_many_lines(zbar: ZbarProcess):
    (opinion,) = zbar.read(PICTURE)
    assert (opinion.code.text, opinion.code.symbology) == ("KIT-0002", "code_128")
    assert opinion.lines > 10
    assert zbar.read(empty_desk()) == []
    assert zbar.read(code_picture("QR")) == []


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGABRT, signal.SIGSEGV])
def test_it_may_die_and_answers_again(zbar: ZbarProcess, end: signal.Signals):
    assert texts(zbar) == ["KIT-0002"]
    os.kill(worker_of(zbar), end)
    assert texts(zbar) == []
    assert texts(zbar) == ["KIT-0002"]


def test_it_may_hang_and_is_ended(zbar: ZbarProcess, monkeypatch: pytest.MonkeyPatch):
    assert texts(zbar) == ["KIT-0002"]
    monkeypatch.setattr(zbar_module, "_PATIENCE_S", 0.2)
    hung = worker_of(zbar)
    os.kill(hung, signal.SIGSTOP)
    assert texts(zbar) == []
    assert not Path(f"/proc/{hung}").exists()
    monkeypatch.undo()
    assert texts(zbar) == ["KIT-0002"]


WORKERS = {
    "aborts": "import os\nos.abort()",
    "takes all memory": """
import resource
resource.setrlimit(resource.RLIMIT_AS, (1 << 28, 1 << 28))
input()
bytearray(1 << 30)
""",
    "answers nonsense": 'input()\nprint(\'[{"raw": "zz"}]\')',
    "answers without end": "input()\nwhile True: print('[' * 65536, end='')",
    "ends at once": "",
}


@pytest.mark.parametrize("fault", WORKERS)
def test_a_worker_that_never_answered_is_not_tried_again_at_once(
    fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    worker = tmp_path / "worker.py"
    worker.write_text(WORKERS[fault])
    monkeypatch.setattr(zbar_module, "_WORKER", worker)
    with ZbarProcess() as zbar:
        assert texts(zbar) == []
        assert zbar.pid == 0
        assert texts(zbar) == []
        assert zbar.pid == 0


STAND_IN = """
import enum, os
hoard = []
ZBarSymbol = enum.Enum("ZBarSymbol", "CODE128 CODE39 CODE93 CODABAR I25 EAN13 EAN8 UPCE")
def decode(picture, symbols):
    {fault}
"""


@pytest.mark.parametrize(
    ("fault", "end"),
    [
        ("while True: pass", -signal.SIGALRM),
        ("hoard.extend(bytearray(1 << 20) for _ in range(1 << 12))", 1),
        ("os.abort()", -signal.SIGABRT),
    ],
)
def test_the_real_worker_ends_when_zbar_hangs_leaks_or_aborts(
    fault: str, end: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Its own alarm ends it, so it does not run for ever when nobody waits for it any more."""
    (tmp_path / "pyzbar").mkdir()
    (tmp_path / "pyzbar" / "__init__.py").touch()
    (tmp_path / "pyzbar" / "pyzbar.py").write_text(STAND_IN.format(fault=fault))
    worker = tmp_path / "worker.py"
    alarm_s = 1 if end == -signal.SIGALRM else 30  # a busy machine takes its time to fill memory
    text = zbar_module._WORKER.read_text().replace("_ALARM_S = 5", f"_ALARM_S = {alarm_s}")
    worker.write_text(text)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(zbar_module, "_WORKER", worker)
    monkeypatch.setattr(zbar_module, "_PATIENCE_S", 2.0 * alarm_s)
    with ZbarProcess() as zbar:
        process = zbar._worker
        assert process
        assert texts(zbar) == []
        assert process.returncode == end


def test_where_no_process_can_be_started_it_gives_nothing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(zbar_module.sys, "executable", "/no/python")
    with ZbarProcess() as zbar:
        assert texts(zbar) == []
        monkeypatch.undo()
        assert texts(zbar) == []


def test_it_leaves_no_process_and_no_descriptor():
    descriptors = []
    for _ in range(3):
        with ZbarProcess() as zbar:
            assert texts(zbar) == ["KIT-0002"]
            worker = worker_of(zbar)
        assert not Path(f"/proc/{worker}").exists()
        gc.collect()
        descriptors.append(len(os.listdir("/proc/self/fd")))  # noqa: PTH208
    assert len(set(descriptors)) == 1
