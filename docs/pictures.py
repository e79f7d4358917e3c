"""Renders every screen on three panels in both themes into docs/pictures, small enough to keep."""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from tests.screens.gallery import PANELS, SCREENS, look

FOLDER = Path(__file__).resolve().parent / "pictures"
LONGEST_SIDE = 960
COLOURS = 64


def picture(name: str, panel: str, *, dark: bool) -> QImage:
    """One screen as somebody in front of it sees it."""
    wearing = look(panel, dark=dark)
    window = SCREENS[name](wearing)
    window.show()
    for _ in range(3):
        QApplication.processEvents()
    image = window.grab().toImage()
    window.close()
    window.deleteLater()
    return kept(image)


def kept(image: QImage) -> QImage:
    """The picture as it is kept: not larger than a reader needs, in few colours."""
    if max(image.width(), image.height()) > LONGEST_SIDE:
        smooth = Qt.TransformationMode.SmoothTransformation
        keep = Qt.AspectRatioMode.KeepAspectRatio
        image = image.scaled(LONGEST_SIDE, LONGEST_SIDE, keep, smooth)
    return few_colours(image)


def few_colours(image: QImage) -> QImage:
    """The same picture with its commonest colours only, undithered: a quarter of the bytes."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    found, counts = np.unique(np.frombuffer(plain.constBits(), np.uint32), return_counts=True)
    table = [int(colour) for colour in found[np.argsort(-counts)][:COLOURS]]
    flat = Qt.ImageConversionFlag.AvoidDither | Qt.ImageConversionFlag.ThresholdDither
    return plain.convertToFormat(QImage.Format.Format_Indexed8, table, flat)


def main() -> None:
    """Write every picture and say how much room they take."""
    application = QApplication.instance() or QApplication([])
    FOLDER.mkdir(exist_ok=True)
    written = 0
    for panel in PANELS:
        for name in SCREENS:
            for dark in (False, True):
                file = FOLDER / f"{name}-{panel}-{'dark' if dark else 'light'}.png"
                picture(name, panel, dark=dark).save(str(file), quality=0)
                written += file.stat().st_size
    print(f"{written / 1e6:.1f} MB in {FOLDER}")
    del application


if __name__ == "__main__":
    main()
