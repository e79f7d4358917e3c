"""Every screen, on every panel, with every text: nothing is cut, small or nameless."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from kiosk.shell.buttons import Button, Rank
from kiosk.shell.keys import Field
from kiosk.shell.marks import CountdownRing
from kiosk.shell.surfaces import Scroll
from kiosk.shell.text import Text
from tests.screens.gallery import HARD, PANELS, SCREENS, look

ALL = SCREENS | HARD
LEAST_MM = {Rank.PRIMARY: 20, Rank.KEY: 10}


@pytest.fixture(scope="module", params=PANELS)
def panel(request):
    return request.param


@pytest.fixture(params=[False, True], ids=["plain", "large"])
def large(request):
    return request.param


@pytest.fixture(scope="module")
def shown(qapp):  # noqa: ARG001 -- widgets need an application
    """Show a screen, let its layout settle, and keep it for the next question about it."""
    kept = {}

    def show(name, panel, *, large=False, dark=False):
        wanted = name, panel, large, dark
        if wanted not in kept:
            wearing = look(panel, dark=dark, large_text=large)
            window = ALL[name](wearing)
            kept[wanted] = window, wearing
            window.show()
            for _ in range(3):
                QApplication.processEvents()
        return kept[wanted][0]

    yield show
    for window, _wearing in kept.values():
        window.close()
        window.deleteLater()


def seen(window, kind):
    return [w for w in window.findChildren(kind) if w.isVisibleTo(window)]


def place(widget, window):
    return QRect(widget.mapTo(window, widget.rect().topLeft()), widget.size())


def scrolled(widget):
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, Scroll):
            return parent
        parent = parent.parentWidget()
    return None


@pytest.mark.parametrize("name", ALL)
def test_no_text_is_cut(shown, name, panel, large):
    window = shown(name, panel, large=large)
    widgets = [w for w in seen(window, QWidget) if hasattr(w, "is_clipped")]
    assert widgets
    cut = [w.text() for w in widgets if w.is_clipped()]
    assert cut == []


@pytest.mark.parametrize("name", ALL)
def test_everything_lies_inside_the_screen(shown, name, panel, large):
    window = shown(name, panel, large=large)
    outside = []
    for widget in [*seen(window, Text), *seen(window, QAbstractButton), *seen(window, Field)]:
        where, area = place(widget, window), scrolled(widget)
        whole = place(area, window) if area else window.rect()
        inside = whole.left() <= where.left() and where.right() <= whole.right()
        if area is None:
            inside = inside and whole.contains(where)
        if not inside:
            outside.append((widget.accessibleName(), where, whole))
    assert outside == []


@pytest.mark.parametrize("name", ALL)
def test_nothing_lies_over_anything_else(shown, name, panel, large):
    window = shown(name, panel, large=large)
    layers = {}
    for widget in [*seen(window, Text), *seen(window, Button), *seen(window, CountdownRing)]:
        layer = widget
        while layer.parentWidget() not in (None, window) and not isinstance(layer, Scroll):
            layer = layer.parentWidget()
        layers.setdefault(layer, []).append(widget)
    over = []
    for widgets in layers.values():
        places = [(w.accessibleName(), place(w, window)) for w in widgets]
        over += [
            (one, other)
            for at, (one, here) in enumerate(places)
            for other, there in places[at + 1 :]
            if here.adjusted(1, 1, -1, -1).intersects(there.adjusted(1, 1, -1, -1))
        ]
    assert over == []


@pytest.mark.parametrize("name", ALL)
def test_every_control_is_named_and_large_enough_for_a_finger(shown, name, panel, large):
    window = shown(name, panel, large=large)
    px_per_mm = PANELS[panel][2]
    for control in [*seen(window, QAbstractButton), *seen(window, Field)]:
        least = LEAST_MM.get(getattr(control, "rank", None), 15)
        if isinstance(control, Field):
            least = 13
        tall, wide = control.height() / px_per_mm, control.width() / px_per_mm
        assert control.accessibleName()
        assert tall >= least - 0.1, (control.accessibleName(), tall)
        assert wide >= min(least, 15) - 0.1, (control.accessibleName(), wide)


@pytest.mark.parametrize("name", SCREENS)
def test_the_paper_is_light_by_day_and_dark_by_night(shown, name):
    for dark in (False, True):
        window = shown(name, "800x480", dark=dark)
        picture = window.grab().toImage()
        lightness = picture.pixelColor(2, picture.height() - 2).lightness()
        assert (lightness < 60) == dark or name == "time-out"


def test_large_text_is_seen_under_seven_tenths_of_a_degree_at_least(panel):
    theme = look(panel, large_text=True).theme
    for size in ("result", "title", "body", "note"):
        assert theme.capital_mm(size) >= theme.viewing_distance_mm * 0.01221
