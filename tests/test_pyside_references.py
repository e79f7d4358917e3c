"""The Qt binding that is installed keeps its references to None."""

import sys

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot


def test_thousand_calls_into_qt_leave_the_count_of_none_where_it_was(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    texts = [str(number) for number in range(1000)]
    before = sys.getrefcount(None)

    for text in texts:
        label.setText(text)

    # PySide6 6.12.0 on Python 3.11 loses one on each call; a few come and go on their own.
    assert sys.getrefcount(None) > before - 100
