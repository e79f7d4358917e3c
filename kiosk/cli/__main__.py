"""``python -m kiosk.cli`` is ``lendstation``."""

from kiosk.cli import main

main()
