"""The head of a screen about one thing: its icon, its name, what is to be done with it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from kiosk.shell.look import Look
from kiosk.shell.marks import Icon
from kiosk.shell.surfaces import column, row
from kiosk.shell.text import Text
from kiosk.shell.theme import Size


def subject(
    look: Look, title: str, text: str, *, icon: str = "", note: str = "", more: str = ""
) -> QHBoxLayout:
    """An icon, a title that may take two lines, one or two sentences below, a small note."""
    theme = look.theme
    head = row(gap=theme.margin)
    if icon and not theme.is_small:
        ground = Icon(look, icon, mm=14, colour="brand_text")
        head.addWidget(ground, 0, Qt.AlignmentFlag.AlignTop)
    words = column(gap=theme.mm(0.4))
    words.addWidget(Text(look, title, sizes=(Size.TITLE, Size.BODY, Size.NOTE), bold=True))
    sentence = Text(look, text, sizes=(Size.BODY, Size.NOTE), colour="muted")
    words.addWidget(sentence.up_to(1 if theme.is_small else 2))
    words.addWidget(Text(look, more, sizes=(Size.BODY, Size.NOTE)))
    words.addWidget(Text(look, note, sizes=(Size.NOTE,), colour="muted"))
    head.addLayout(words, 1)
    return head
