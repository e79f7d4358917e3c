"""A power cut at a real desk: another process on the same books, killed between two scans."""

import json
import sys
from pathlib import Path

from PySide6.QtCore import QProcess

from kiosk.demo import sample
from kiosk.demo.stage import Stage

_ROOT = Path(__file__).parent.parent.parent


def lend_and_die(stage: Stage, number: str, tag: str) -> str:
    """Lend a thing at ``lendstation desk``, then kill it; gives the outcome that it answered."""
    desk = QProcess()
    desk.setWorkingDirectory(str(_ROOT))
    desk.setProcessChannelMode(QProcess.ProcessChannelMode.ForwardedErrorChannel)
    options = ["--json", "--simulated-clock", "--data", str(stage.data)]
    desk.start(sys.executable, ["-m", "kiosk.cli", "desk", *options])
    answers: list[dict[str, object]] = []

    def hear() -> None:
        while desk.canReadLine():
            answers.append(json.loads(bytes(desk.readLine().data())))

    desk.readyReadStandardOutput.connect(hear)
    at = stage.clock.now().isoformat()
    scans = (
        {"scan": sample.people()[number].badge, "technology": "em4100", "at": at},
        {"scan": tag, "at": at},
    )
    try:
        for scan in scans:
            before = len(answers)
            desk.write(json.dumps(scan).encode() + b"\n")
            stage.until(lambda: len(answers) > before, "an answer of the desk")  # noqa: B023
    finally:
        desk.kill()
        desk.waitForFinished()
    return str(answers[-1]["outcome"])
