"""The outputs of a station: printers and relays, told what the desk answers; none is waited for."""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any  # orders are the drivers' own

from hardware.outputs.catalogue import build_output
from hardware.outputs.label_picture import Label
from hardware.outputs.output import OutputReport
from hardware.outputs.receipt_printer import Slip, SlipLine, Style
from hardware.outputs.relay import Pulse
from hardware.outputs.scanner_beep import Answer
from hardware.outputs.threaded_output import ThreadedOutput
from hardware.reader import ReaderState
from kiosk.config import OutputSection
from kiosk.desk.outcomes import Meaning, Outcome, meaning
from resources import path

if TYPE_CHECKING:  # it brings Qt, and a command prints without
    from kiosk.screens.receipt import ReceiptLine

RECEIPTS = "receipt_printer"
LABELS = ("brother_ql", "zpl_printer")
RELAY = "relay"
_FONT = "fonts/AtkinsonHyperlegibleNext-Regular.ttf"
_ANSWERS = {
    Meaning.DONE: Answer.DONE,
    Meaning.REFUSED: Answer.REFUSED,
    Meaning.ATTENTION: Answer.ATTENTION,
}
_log = logging.getLogger(__name__)


class Outputs:
    """Every configured output; methods may be called from any thread and return at once."""

    def __init__(self, sections: Sequence[OutputSection]) -> None:
        """Make them, not yet started. Raises HardwareError for settings that are wrong."""
        self._sections = {each.name: each for each in sections}
        self._outputs: dict[str, ThreadedOutput[Any]] = {
            each.name: build_output(each.name, each.driver, driver_settings(each))
            for each in sections
        }
        self._states = {name: OutputReport(name, ReaderState.OPENING) for name in self._outputs}

    def start(self, on_change: Callable[[OutputReport], None]) -> None:
        """Bring every output into its safe state; ``on_change`` comes from their threads."""

        def keep(report: OutputReport) -> None:
            self._states = {**self._states, report.output: report}
            if report.reason:
                code = report.code.value if report.code else ""
                _log.warning("output.trouble", extra={"output": report.output, "trouble": code})
            on_change(report)

        for output in self._outputs.values():
            output.start(keep)

    def stop(self) -> None:
        """Bring every output into its safe state and let it go."""
        for output in self._outputs.values():
            output.stop()

    def states(self) -> Mapping[str, OutputReport]:
        """How each output fares, in the order of the configuration."""
        return self._states

    def answered(self, outcome: Outcome) -> None:
        """Pulse what the configuration couples to such an answer."""
        answer = answer_of(outcome)
        for name, section in self._sections.items():
            channel = getattr(section.pulse, answer.value) if answer else None
            if section.driver == RELAY and channel is not None:
                self._outputs[name].submit(Pulse(channel))

    def print_receipt(self, lines: "Sequence[ReceiptLine]") -> None:
        """Print a receipt on every printer that is to print them."""
        slip = Slip(tuple(SlipLine(each.left, each.right, Style(each.weight)) for each in lines))
        for name, section in self._sections.items():
            if lines and section.driver == RECEIPTS and section.receipts:
                self._outputs[name].submit(slip)

    @property
    def label_printer(self) -> str:
        """The name of the first label printer; empty when there is none."""
        return next((n for n, each in self._sections.items() if each.driver in LABELS), "")

    def print_labels(self, labels: Sequence[tuple[str, str]]) -> bool:
        """Print labels of tag and name; give whether a printer that is well took them."""
        name = self.label_printer
        if not name or self._states[name].state is not ReaderState.READY:
            return False
        return self._outputs[name].submit([Label(*each) for each in labels])

    def test(self, name: str) -> bool:
        """Let an output do what shows that it works; give whether it took that."""
        section = self._sections.get(name)
        return section is not None and self._outputs[name].submit(sample_order(section))


def answer_of(outcome: Outcome) -> Answer | None:
    """Give what is sounded and shown at an outcome; nothing at a quiet one."""
    return _ANSWERS.get(meaning(outcome))


def sample_order(section: OutputSection) -> object:
    """Give the order that shows whether an output works."""
    if section.driver == RELAY:
        pulse = section.pulse
        return Pulse(pulse.done or pulse.refused or pulse.attention or 1)
    if section.driver in LABELS:
        return [Label("LS:HELP", section.name)]
    return Slip((SlipLine("Lendstation", style=Style.LARGE), SlipLine(section.name)), "LS:HELP")


def driver_settings(section: OutputSection) -> Mapping[str, object]:
    """Give the driver's settings; labels are set in the station's own letters unless told."""
    own_font = {"font": str(path(_FONT))} if section.driver == "brother_ql" else {}
    return {**own_font, **section.settings}
