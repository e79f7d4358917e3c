"""Every output by its name in the configuration; to add one, add its module and a line here."""

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hardware.outputs.output import Device
from hardware.outputs.threaded_output import ThreadedOutput
from hardware.settings import SettingsError, settings_from


@dataclass(frozen=True, slots=True)
class OutputEntry:
    """Where an output is; its module is imported when one of it is built."""

    module: str
    settings: str
    device: str
    """What makes a device of settings."""
    fresh_s: float = 30.0
    """How long an order may wait before it is worth nothing."""


OUTPUTS: Mapping[str, OutputEntry] = {
    "brother_ql": OutputEntry(
        "hardware.outputs.label_printer", "BrotherQlSettings", "LabelPrinter"
    ),
    "receipt_printer": OutputEntry(
        "hardware.outputs.receipt_printer", "ReceiptPrinterSettings", "ReceiptPrinter"
    ),
    "relay": OutputEntry("hardware.outputs.relay", "RelaySettings", "Relay", fresh_s=2.0),
    "zpl_printer": OutputEntry("hardware.outputs.label_printer", "ZplSettings", "LabelPrinter"),
}


def output_settings(driver: str) -> type[Any]:
    """The settings of an output, as a dataclass whose fields are what can be set."""
    entry = OUTPUTS.get(driver)
    if entry is None:
        known = ", ".join(sorted(OUTPUTS))
        raise SettingsError([f"driver: there is no output {driver!r}; there are {known}"])
    kind: type[Any] = getattr(importlib.import_module(entry.module), entry.settings)
    return kind


def device_of(driver: str, settings: Mapping[str, object]) -> Device[Any]:
    """The device itself, not yet opened; raises `SettingsError` with all that is wrong."""
    checked = settings_from(output_settings(driver), settings)
    device: Device[Any] = getattr(importlib.import_module(OUTPUTS[driver].module),
                                  OUTPUTS[driver].device)(checked)  # fmt: skip
    return device


def build_output(name: str, driver: str, settings: Mapping[str, object]) -> ThreadedOutput[Any]:
    """An output, not yet started; raises `SettingsError` with all that is wrong."""
    return ThreadedOutput(name, device_of(driver, settings), OUTPUTS[driver].fresh_s)
