"""The room of devices on the screen: a card for each, what is read now, and what is new."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kiosk.admin.act_button import ActButton
from kiosk.admin.card_room import CardRoom
from kiosk.admin.flow import Flow
from kiosk.admin.models import Action, Cell, DeviceCard, DevicesView, Section
from kiosk.admin.pills import PillView
from kiosk.admin.section_view import SectionView, Tile
from kiosk.admin.staff_theme import StaffLook
from kiosk.shell.buttons import Rank
from kiosk.shell.palette import Tone
from kiosk.shell.surfaces import Card, EmptyState, column, row
from kiosk.shell.text import Text
from kiosk.shell.theme import Size
from kiosk.shell.words import _

_CARDS, _LISTS = 11, 9
"""How the width is shared."""


class DevicesRoom(CardRoom):
    """Built anew for each change.

    Signals:
        acted: the key of an action (str).
    """

    acted = Signal(str)

    def show_devices(self, view: DevicesView) -> None:
        """Show how they fare now."""
        theme = self._look.staff
        body = self._emptied()
        cards, lists = column(gap=theme.mm(2.6)), column(gap=theme.mm(2.6))
        for card in self._cards(view):
            cards.addWidget(card)
        for section in (view.read, view.new):
            lists.addWidget(self._list(section))
        cards.addStretch(1)
        lists.addStretch(1)
        beside = column(gap=theme.mm(2.6)) if self._is_narrow else row(gap=theme.mm(2.6))
        beside.addLayout(cards, _CARDS)
        beside.addLayout(lists, _LISTS)
        body.addLayout(beside)
        body.addStretch(1)

    def _cards(self, view: DevicesView) -> list[QWidget]:
        cards: list[QWidget] = []
        for each in view.cards:
            card = DeviceCardView(self._look, each)
            card.acted.connect(self.acted)
            cards.append(card)
        if cards:
            return cards
        empty = column(margin=self._look.theme.mm(2.6))
        empty.addWidget(EmptyState(self._look, _("No device is configured."), icon="usb"))
        return [Card(self._look, empty)]

    def _list(self, section: Section) -> Card:
        theme = self._look.theme
        layout = column(gap=theme.mm(1.2), margin=theme.mm(2.6))
        layout.addWidget(SectionView(self._look, section))
        layout.addStretch(1)
        if section.actions:
            layout.addWidget(_buttons(self._look, section.actions, self.acted.emit))
        return Card(self._look, layout)


class DeviceCardView(Card):
    """One device: its sign and name, its state as a pill, what is wrong, and what to do.

    Signals:
        acted: the key of an action (str).
    """

    acted = Signal(str)

    def __init__(self, look: StaffLook, card: DeviceCard) -> None:
        theme = look.theme
        layout = column(gap=theme.mm(1.6), margin=theme.mm(2.6))
        super().__init__(look, layout)
        head = row(gap=theme.mm(2))
        tile = Tile(look, card.icon, _tone(card), mm=8)
        head.addWidget(tile, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(_words(look, card), 1)
        pill = PillView(look, Cell(card.state, tone=card.tone))
        head.addWidget(pill, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(head)
        if card.reason:
            layout.addWidget(_what_is_wrong(look, card))
        layout.addStretch(1)
        layout.addWidget(_buttons(look, card.actions, self.acted.emit))
        self.setAccessibleName(f"{card.name}. {card.state}. {card.reason}")


def _tone(card: DeviceCard) -> Tone:
    """A device that is well is drawn quietly."""
    return Tone.NEUTRAL if card.tone is Tone.DONE else card.tone


def _words(look: StaffLook, card: DeviceCard) -> QVBoxLayout:
    words = column(gap=look.theme.mm(0.3))
    words.addWidget(Text(look, card.name, bold=True))
    for note in filter(None, (card.kind, card.address)):
        words.addWidget(Text(look, note, sizes=(Size.NOTE,), colour="muted"))
    if card.last:
        words.addWidget(Text(look, card.last, sizes=(Size.NOTE,)))
    return words


def _what_is_wrong(look: StaffLook, card: DeviceCard) -> Card:
    theme = look.theme
    inside = column(gap=theme.mm(0.3), margin=theme.mm(1.6))
    reason = Text(look, card.reason[:1].upper() + card.reason[1:], bold=True)
    reason.paint_in(theme.colours.meanings[card.tone].strong)
    inside.addWidget(reason)
    if card.remedy:
        inside.addWidget(Text(look, card.remedy, sizes=(Size.NOTE,)))
    box = Card(look, inside)
    box.tint(card.tone)
    return box


def _buttons(look: StaffLook, actions: tuple[Action, ...], acted: Callable[[str], None]) -> QWidget:
    flow = Flow(look.theme.hair)
    for action in actions:
        rank = Rank.SECONDARY if action.is_main else Rank.QUIET
        button = ActButton(look, action, rank=rank)
        button.clicked.connect(lambda _checked=False, key=action.key: acted(key))
        flow.addWidget(button)
    return flow.holder()
