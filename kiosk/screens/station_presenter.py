"""The station itself on screen: the idle view, readers that are gone, and trouble of the books."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from kiosk.domain.sync_status import SyncStatus
from kiosk.domain.trouble import Trouble, TroubleCode
from kiosk.screens.idle_views import Edge, IdleView, StationView, StatusView
from kiosk.screens.resting import rest_view
from kiosk.screens.views import BandView, TroubleView
from kiosk.shell.dates import clock_text, day_text
from kiosk.shell.palette import Tone
from kiosk.shell.sync_words import sync_words
from kiosk.shell.words import _, ngettext, trouble_words


@dataclass(frozen=True, slots=True)
class ReaderStatus:
    """How one reader fares, in the words of its driver."""

    name: str
    is_lost: bool
    is_ready: bool
    remedy: str = ""
    code: str = ""


class StationScreens(Protocol):
    """What the presenter shows things on."""

    def rest_as(self, view: IdleView) -> None: ...

    def show_status(self, view: StatusView | None) -> None: ...

    def show_band(self, view: BandView | None) -> None: ...

    def show_trouble(self, view: TroubleView) -> None: ...


class StationPresenter:
    """Knows the readers and the clock; called on the GUI thread."""

    def __init__(self, screens: StationScreens, tap_at: Edge = Edge.NONE) -> None:
        self._screens = screens
        self._readers: dict[str, ReaderStatus] = {}
        self._tap_at = tap_at
        self._is_open = False
        self._sync = SyncStatus()

    def opened(self) -> None:
        """The books are open: the station lends."""
        self._is_open = True

    def readers(self, statuses: Mapping[str, ReaderStatus]) -> None:
        """Some reader fares otherwise."""
        before, self._readers = _lost(self._readers), dict(statuses)
        lost = _lost(self._readers)
        if [each.name for each in lost] != [each.name for each in before]:
            self._screens.show_band(self._band(lost))

    def synced(self, status: SyncStatus) -> None:
        """Sync may stand otherwise; the next tick shows it."""
        self._sync = status

    def tick(self, local: datetime) -> None:
        """Another second on the site's wall."""
        self._screens.rest_as(self.rest(local))
        parts, tone = sync_words(self._sync, local)
        self._screens.show_status(StatusView(parts, tone) if parts else None)

    def rest(self, local: datetime) -> IdleView:
        """Make the idle screen at rest."""
        return rest_view(local, self._state(), self._tap_at)

    def _state(self) -> StationView:
        if not self._is_open:
            return StationView(_("Starting"))
        lost = _lost(self._readers)
        if lost:
            text = ngettext("{count} reader is gone", "{count} readers are gone", len(lost))
            return StationView(text.format(count=len(lost)), Tone.ATTENTION)
        ready = sum(reader.is_ready for reader in self._readers.values())
        if not ready:
            return StationView(_("No reader"), Tone.ATTENTION)
        text = ngettext("{count} reader ready", "{count} readers ready", ready)
        return StationView(text.format(count=ready))

    def _band(self, lost: list[ReaderStatus]) -> BandView | None:
        if not lost:
            return None
        others = [each.name for each in self._readers.values() if each.is_ready]
        title = _("{reader} is gone").format(reader=lost[0].name)
        if len(lost) > 1:
            title = _("Readers are gone: {readers}").format(
                readers=", ".join(each.name for each in lost)
            )
        way = _("Search on the screen instead.")
        if others:
            way = _("Use this instead: {readers}").format(readers=", ".join(others))
        return BandView(title, way, _("Search"), lost[0].code)

    def trouble(self, trouble: Trouble, *, is_new: bool = False) -> None:
        """The station cannot lend, or is ``is_new`` and not made; say so, and how to go on."""
        cannot_lend = _("This station cannot lend right now")
        self._screens.show_trouble(
            TroubleView(
                tone=Tone.REFUSED,
                title=_("This station could not be made") if is_new else cannot_lend,
                text=trouble_words(trouble),
                code=trouble.code.value,
                button=_("Try again"),
            )
        )

    def failed(self) -> None:
        """A bug: nothing was lost that was answered; staff are needed."""
        self._screens.show_trouble(
            TroubleView(
                tone=Tone.ATTENTION,
                title=_("Something went wrong here"),
                text=_("Everything that was answered is recorded. Please call staff."),
                code=TroubleCode.BUG.value,
                button=_("Continue"),
            )
        )

    def restored(self, when: datetime) -> None:
        """The books came out of a backup; somebody has to know."""
        self._screens.show_trouble(
            TroubleView(
                tone=Tone.ATTENTION,
                title=_("This station was restored from a backup"),
                text=_(
                    "It continues from {when}. What was lent or returned here after that is not in"
                    " its books: please check with staff."
                ).format(when=f"{day_text(when.date())}, {clock_text(when)}"),
                code="",
                button=_("Continue"),
            )
        )


def _lost(readers: Mapping[str, ReaderStatus]) -> list[ReaderStatus]:
    return [reader for reader in readers.values() if reader.is_lost]
