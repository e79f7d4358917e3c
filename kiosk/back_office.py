"""The back office: what the staff panel of an open station works with."""

from pathlib import Path
from typing import Any, cast  # the proxy below has every method of PanelBooks

from kiosk.admin.parts import PanelParts, Runs
from kiosk.desk.panel.acts import Perform
from kiosk.desk.panel.pins import Pins
from kiosk.desk.panel.sheets import WriteSheets
from kiosk.desk.panel.sign_in import SignIn
from kiosk.domain.panel import PanelBooks
from kiosk.domain.ports import Clock
from kiosk.exchange.sheets import StationSheets
from kiosk.open_station import OpenStation
from kiosk.store.panel_queries import PanelQueries
from kiosk.store.station import Station

SHEETS = "sheets"
"""Where tables and labels for staff go, inside the data folder."""


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


def panel_parts(station: OpenStation, clock: Clock, data: Path, work: Runs) -> PanelParts:
    """Make everything that the panel is given."""
    panel = cast("PanelBooks", HeldPanel(station, clock))
    return PanelParts(
        work=work,
        clock=clock,
        books=station,
        panel=panel,
        perform=Perform(station, clock),
        pins=Pins(station, station, clock),
        sign_in=SignIn(station, panel, station, clock),
        sheets=WriteSheets(StationSheets(data / SHEETS, clock)),
    )
