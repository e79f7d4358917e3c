"""The search's presenter: one question at a time, and the newest text wins."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from kiosk.desk.inputs import Input, Picked
from kiosk.desk.outcomes import Item
from kiosk.desk.search import Finding, Findings
from kiosk.domain.ids import Entity, Subject
from kiosk.screens.search_presenter import LEFT_ALONE_S, SearchPresenter
from kiosk.screens.views import SearchView

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CAMERA = Findings(
    (Finding(Item(Subject("asset:c"), Entity.ASSET, "Camera", "AV-1", "camera"), is_out=True),)
)


@dataclass
class Desk:
    """What the presenter is given: screens, a slow worker, and a desk."""

    shown: list[SearchView] = field(default_factory=list)
    asked: list[tuple[str, Callable[[Findings], None]]] = field(default_factory=list)
    given: list[Input] = field(default_factory=list)
    left: int = 0

    def begin_search(self, view: SearchView) -> None:
        self.shown = [view]

    def show_search(self, view: SearchView) -> None:
        self.shown.append(view)

    def ask(self, text: str, found: Callable[[Findings], None]) -> None:
        self.asked.append((text, found))

    def leave(self) -> None:
        self.left += 1


def opened() -> tuple[Desk, SearchPresenter]:
    desk = Desk()
    presenter = SearchPresenter(desk, desk.ask, desk.given.append, desk.leave)
    presenter.opened(NOW)
    return desk, presenter


def test_what_was_found_is_shown_without_saying_who_has_it():
    desk, presenter = opened()

    presenter.typed("cam", NOW)
    desk.asked[0][1](CAMERA)

    (line,) = desk.shown[-1].found
    assert (line.title, line.note, line.icon) == ("Camera", "AV-1 · out", "camera")


def test_letters_typed_meanwhile_are_asked_in_one_go_and_old_answers_are_dropped():
    desk, presenter = opened()

    for text in ("c", "ca", "cam"):
        presenter.typed(text, NOW)
    assert [text for text, _ in desk.asked] == ["c"]

    desk.asked[0][1](CAMERA)
    assert [text for text, _ in desk.asked] == ["c", "cam"]
    assert len(desk.shown) == 1


def test_an_emptied_field_shows_nothing_and_asks_nothing():
    desk, presenter = opened()

    presenter.typed(" ", NOW)

    assert desk.asked == []
    assert desk.shown[-1].found == ()


def test_nothing_found_says_so():
    desk, presenter = opened()

    presenter.typed("xyz", NOW)
    desk.asked[0][1](Findings())

    assert desk.shown[-1].message == "Nothing found for xyz"


def test_a_person_is_offered_by_number_and_never_by_name():
    desk, presenter = opened()

    presenter.typed("1124", NOW)
    desk.asked[0][1](Findings(person=Subject("person:x")))
    (line,) = desk.shown[-1].found
    presenter.chosen(line.key, NOW)

    assert (line.title, line.note) == ("This is me", "Number 1124")
    assert desk.given == [Picked(NOW, Subject("person:x"))]


def test_an_answer_that_comes_after_somebody_left_is_not_shown():
    desk, presenter = opened()

    presenter.typed("cam", NOW)
    presenter.closed()
    desk.asked[0][1](CAMERA)

    assert len(desk.shown) == 1
    assert desk.left == 1


def test_a_search_that_was_left_alone_closes_by_itself_while_it_is_shown():
    desk, presenter = opened()
    later = NOW + timedelta(seconds=LEFT_ALONE_S)

    presenter.tick(later - timedelta(seconds=1), is_shown=True)
    presenter.tick(later, is_shown=False)
    assert desk.left == 0

    presenter.tick(later, is_shown=True)
    presenter.tick(later, is_shown=True)
    assert desk.left == 1
