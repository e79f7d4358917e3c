"""Icons: one family of line drawings, coloured by a token and drawn at the size that is asked."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from resources import path

UNKNOWN = "package"
"""Stands for a thing whose icon is not shipped."""


@lru_cache(maxsize=256)
def _source(name: str) -> str:
    file = path(f"icons/{name}.svg")
    if not file.is_file():
        file = path(f"icons/{UNKNOWN}.svg")
    return file.read_text(encoding="utf-8")


def is_shipped(name: str) -> bool:
    """Whether there is a drawing of that name."""
    return path(f"icons/{name}.svg").is_file()


@lru_cache(maxsize=512)
def pixmap(name: str, colour: str, side: int, ratio: float = 1.0) -> QPixmap:
    """The icon as a square of `side` logical pixels; made once for each look."""
    picture = QPixmap(round(side * ratio), round(side * ratio))
    picture.fill(Qt.GlobalColor.transparent)
    svg = _source(name).replace("currentColor", colour).encode()
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(svg)).render(painter, QRectF(picture.rect()))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture
