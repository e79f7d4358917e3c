"""The readers and outputs of an open station, as the kiosk uses them and the panel sees them."""

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import (  # Any: a preview is whatever the shell draws
    TYPE_CHECKING,
    Any,
    Protocol,
    runtime_checkable,
)

from hardware.catalogue import build
from hardware.discovery import DeviceKind, Found, address_of, discover, unused
from hardware.learning import Learner, Learnt
from hardware.outputs.output import OutputReport
from hardware.reader import HardwareError, OnPreview, OnReport, OnScan, Reader, ReaderReport
from hardware.supervisor import Supervisor
from kiosk.config import Config, Misconfigured, ReaderSection
from kiosk.desk.outcomes import Outcome
from kiosk.domain.devices import DeviceRole, DeviceRow, DeviceState, FreeDevice, Lesson
from kiosk.learnt import add_reader
from kiosk.outputs import LABELS, RECEIPTS, RELAY, Outputs, answer_of

if TYPE_CHECKING:  # it brings Qt
    from kiosk.screens.receipt import ReceiptLine

_ROLES = {
    "camera": DeviceRole.CAMERA,
    "hid_keyboard": DeviceRole.SCANNER,
    "hid_pos": DeviceRole.SCANNER,
    "serial": DeviceRole.SCANNER,
    "simulated": DeviceRole.OTHER,
    RECEIPTS: DeviceRole.RECEIPTS,
    RELAY: DeviceRole.RELAY,
    **dict.fromkeys(LABELS, DeviceRole.LABELS),
}
"""What drivers are for; all others read badges and tags."""
_ROLES_OF_KINDS = {
    DeviceKind.SERIAL: DeviceRole.OTHER,
    DeviceKind.KEYBOARD: DeviceRole.SCANNER,
    DeviceKind.HID_POS: DeviceRole.SCANNER,
    DeviceKind.CAMERA: DeviceRole.CAMERA,
    DeviceKind.PRINTER: DeviceRole.LABELS,
}


@runtime_checkable
class _Watchable(Protocol):
    """A camera: ``hardware.scanners.camera`` is large, and imported only where there is one."""

    def watch(self, on_preview: OnPreview | None) -> None: ...


class StationDevices:
    """Satisfies ``kiosk.domain.devices.Devices``; made once, started once."""

    def __init__(self, config: Config, find: Callable[[], tuple[Found, ...]] = discover) -> None:
        """Make every reader and output of the configuration, whose file takes what is learnt.

        Raises:
            HardwareError: settings that are wrong; the configuration found them already.
        """
        self._file = config.file
        self._find = find
        self._sections: dict[str, ReaderSection] = {each.name: each for each in config.readers}
        self._output_sections = {each.name: each for each in config.outputs}
        self._supervisor = Supervisor(
            [build(each.name, each.driver, each.settings) for each in config.readers]
        )
        self.outputs = Outputs(config.outputs)
        self.asked_by = ""
        """The reader whose scan the desk has not answered yet; set on the thread that answers."""
        self._learner: Learner | None = None
        self._learnt: Learnt | None = None
        self._lock = threading.Lock()

    def start(
        self, on_scan: OnScan, on_report: OnReport, on_output: Callable[[OutputReport], None]
    ) -> None:
        """Start everything; return at once. Calls come from the devices' own threads."""
        self._supervisor.start(on_scan, on_report)
        self.outputs.start(on_output)

    def stop(self) -> None:
        """Let every device go."""
        self.stop_learning()
        self._supervisor.stop()
        self.outputs.stop()

    def reader(self, name: str) -> Reader | None:
        """The reader of a name."""
        return self._supervisor.reader(name)

    def readers(self) -> Mapping[str, ReaderReport]:
        """How each reader fares."""
        return self._supervisor.states()

    def answered(self, outcome: Outcome, receipt: "Sequence[ReceiptLine]" = ()) -> None:
        """Sound an answer at the scanner that was used, pulse relays, print; wait for nothing."""
        answer = answer_of(outcome)
        if answer is not None:
            self._supervisor.answer(self.asked_by, answer)
            self.asked_by = ""
        self.outputs.answered(outcome)
        self.outputs.print_receipt(receipt)

    def rows(self) -> tuple[DeviceRow, ...]:
        """Give every configured device, readers first."""
        readers = [_row(self._sections[name], each) for name, each in self.readers().items()]
        outputs = self.outputs.states().items()
        return (*readers, *(_row(self._output_sections[name], each) for name, each in outputs))

    def free(self) -> tuple[FreeDevice, ...]:
        """Give what is plugged in and not configured."""
        return tuple(
            FreeDevice(each.name or each.node, _ROLES_OF_KINDS[each.kind], each.address)
            for each in self._unused()
        )

    def learn(self) -> int:
        """Listen to every free device that could be a reader; give how many there are."""
        self.stop_learning()
        learner = Learner(self._unused())
        with self._lock:
            self._learner, self._learnt = learner, None
        learner.start(self._keep, lambda _report: None)
        return len(learner.devices)

    def lesson(self) -> Lesson | None:
        """Give what was learnt since ``learn``."""
        learnt = self._learnt
        if learnt is None:
            return None
        return Lesson(learnt.driver, role_of(learnt.driver), learnt.device.address)

    def stop_learning(self) -> None:
        """Let the free devices go."""
        with self._lock:
            learner, self._learner = self._learner, None
        if learner is not None:
            learner.stop()

    def use(self, lesson: Lesson, name: str) -> str:
        """Write the device into the configuration and start it; give what is wrong, or nothing."""
        learnt = self._learnt
        if learnt is None or learnt.device.address != lesson.address:
            return "The device has to be learnt again."
        self.stop_learning()
        try:
            reader = build(name, learnt.driver, learnt.settings)
            add_reader(self._file, name, learnt.driver, learnt.settings)
            section = ReaderSection(name=name, driver=learnt.driver, **dict(learnt.settings))
            self._sections[name] = section
            self._supervisor.add(reader)
        except Misconfigured as wrong:
            return "\n".join(wrong.problems)
        except HardwareError as error:
            return error.reason
        return ""

    def restart(self, name: str) -> None:
        """Open a reader's device anew."""
        self._supervisor.restart(name)

    def test(self, name: str) -> bool:
        """Let an output print or click once; give whether it took that."""
        return self.outputs.test(name)

    def watch(self, name: str, on_preview: Callable[[Any], None] | None) -> bool:
        """Look through a camera, or look away; give whether it is one."""
        reader: object = self._supervisor.reader(name)
        if not isinstance(reader, _Watchable):
            return False
        reader.watch(on_preview)
        return True

    def _keep(self, learnt: Learnt) -> None:
        self._learnt = learnt

    def _unused(self) -> list[Found]:
        sections = (*self._sections.values(), *self._output_sections.values())
        return unused(self._find(), [each.settings for each in sections])


def role_of(driver: str) -> DeviceRole:
    """Give what a driver is for."""
    return _ROLES.get(driver, DeviceRole.BADGES)


def _row(section: ReaderSection, report: ReaderReport | OutputReport) -> DeviceRow:
    return DeviceRow(
        section.name,
        role_of(section.driver),
        section.driver,
        address_of(section.settings),
        DeviceState(report.state.value),
        report.reason,
        report.remedy,
        report.code.value if report.code else "",
    )
