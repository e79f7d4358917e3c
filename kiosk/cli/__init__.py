"""The command line: ``lendstation``; every failure is one clear line and an exit code."""

import sys

from kiosk.cli.border import guarded


def main() -> None:
    """Run the command that the arguments name, and exit with its code."""
    sys.exit(guarded(sys.argv[1:]))
