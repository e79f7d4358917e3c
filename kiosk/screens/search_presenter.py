"""The search's presenter: what is typed goes to the books, what is found becomes lines to touch."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from kiosk.desk.inputs import Input, Picked
from kiosk.desk.search import Finding, Findings
from kiosk.domain.ids import Subject
from kiosk.screens.answers import icon_of
from kiosk.screens.views import FoundView, SearchView
from kiosk.shell.words import _

LEFT_ALONE_S = 60
"""A search that nobody goes on with makes room for the next person."""
Ask = Callable[[str, Callable[[Findings], None]], None]
"""Finds a text on the worker and hands what it found over on the GUI thread."""


class SearchScreens(Protocol):
    """What the presenter shows things on."""

    def begin_search(self, view: SearchView) -> None:
        """Show an empty search."""

    def show_search(self, view: SearchView) -> None:
        """Show what was found."""


class SearchPresenter:
    """One question is on its way at a time; what is typed meanwhile is asked next."""

    def __init__(
        self,
        screens: SearchScreens,
        ask: Ask,
        submit: Callable[[Input], None],
        leave: Callable[[], None],
    ) -> None:
        self._screens = screens
        self._ask = ask
        self._submit = submit
        self._leave = leave
        self._text = ""
        self._asked: str | None = None
        self._alone_at: datetime | None = None

    def opened(self, at: datetime) -> None:
        """Somebody wants to search."""
        self._text = ""
        self._stay(at)
        self._screens.begin_search(SearchView(_hint()))

    def typed(self, text: str, at: datetime) -> None:
        """Another letter."""
        self._text = text.strip()
        self._stay(at)
        if self._asked is None:
            self._go_on()

    def chosen(self, key: str, at: datetime) -> None:
        """A line was touched; the desk's answer is the next screen."""
        self._alone_at = None
        self._submit(Picked(at, Subject(key)))

    def closed(self) -> None:
        """Back to where one came from."""
        self._alone_at = None
        self._leave()

    def tick(self, at: datetime, *, is_shown: bool) -> None:
        """Close a search that was left alone."""
        if is_shown and self._alone_at is not None and at >= self._alone_at:
            self.closed()

    def _stay(self, at: datetime) -> None:
        self._alone_at = at + timedelta(seconds=LEFT_ALONE_S)

    def _go_on(self) -> None:
        if self._text:
            self._asked = self._text
            self._ask(self._text, self._found)
        else:
            self._screens.show_search(SearchView(_hint()))

    def _found(self, findings: Findings) -> None:
        asked, self._asked = self._asked, None
        if asked != self._text:
            self._go_on()
        elif self._alone_at is not None:
            self._screens.show_search(_view(self._text, findings))


def _hint() -> str:
    return _("Your number, or a thing’s name or tag")


def _view(text: str, findings: Findings) -> SearchView:
    found = tuple(_line(finding) for finding in findings.things)
    if findings.person is not None:
        number = _("Number {number}").format(number=text)
        found = (FoundView(findings.person, _("This is me"), number, "id-card"), *found)
    message = "" if found else _("Nothing found for {text}").format(text=text)
    return SearchView(_hint(), found, message)


def _line(finding: Finding) -> FoundView:
    item = finding.item
    note = _("{tag} · out").format(tag=item.tag) if finding.is_out else item.tag
    return FoundView(item.subject, item.name, note, icon_of(item))
