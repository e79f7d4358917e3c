"""The back office: what the staff panel of an open station works with."""

from typing import Any, cast  # the proxy below has every method of PanelBooks

from kiosk.admin.parts import PanelParts, Runs
from kiosk.attendant import Attendant
from kiosk.desk.panel.acts import Perform
from kiosk.desk.panel.pins import Pins
from kiosk.desk.panel.sheets import WriteSheets
from kiosk.desk.panel.sign_in import SignIn
from kiosk.devices import StationDevices
from kiosk.domain.panel import PanelBooks, Sheets
from kiosk.domain.ports import Clock
from kiosk.exchange.sheets import StationSheets
from kiosk.open_station import OpenStation
from kiosk.outputs import Outputs
from kiosk.store.panel_queries import PanelQueries
from kiosk.store.station import Station

SHEETS = "sheets"
"""Where tables and labels for staff go, inside the data folder."""
MOST_ON_A_ROLL = 50
"""More labels than this are a sheet to look at first, not a roll to waste."""


class HeldPanel:
    """``PanelBooks`` of whatever station is open now: a backup may take its place at any time."""

    def __init__(self, station: OpenStation, clock: Clock) -> None:
        self._station = station
        self._clock = clock

    def __getattr__(self, question: str) -> Any:  # noqa: ANN401 - each question has its own type
        """Ask it while the station is held."""

        def ask(*given: object) -> object:
            with self._station.held() as held:
                return getattr(self._panel(held), question)(*given)

        return ask

    def _panel(self, held: Station) -> PanelQueries:
        return PanelQueries(held.books, self._clock, held.backup_age)


class PrintedSheets:
    """``Sheets`` that prints a few labels at once where there is a printer for them."""

    def __init__(self, sheets: Sheets, outputs: Outputs) -> None:
        self._sheets = sheets
        self._outputs = outputs

    def write_table(
        self, name: str, columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]
    ) -> str:
        """Write a table and say where it lies."""
        return self._sheets.write_table(name, columns, rows)

    def write_labels(self, labels: tuple[tuple[str, str], ...]) -> str:
        """Print labels and give the printer's name, or write them and say where they lie."""
        if len(labels) <= MOST_ON_A_ROLL and self._outputs.print_labels(labels):
            return self._outputs.label_printer
        return self._sheets.write_labels(labels)


def panel_parts(
    attendant: Attendant, devices: StationDevices, clock: Clock, work: Runs
) -> PanelParts:
    """Make everything that the panel is given."""
    station = attendant.station
    panel = cast("PanelBooks", HeldPanel(station, clock))
    return PanelParts(
        work=work,
        clock=clock,
        books=station,
        panel=panel,
        perform=Perform(station, clock),
        pins=Pins(station, station, clock),
        sign_in=SignIn(station, panel, station, clock),
        devices=devices,
        sheets=WriteSheets(
            PrintedSheets(StationSheets(attendant.data / SHEETS, clock), devices.outputs)
        ),
        idle_s=station.config.panel.idle_s,
        most_s=station.config.panel.most_s,
    )
