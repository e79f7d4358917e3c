"""The border of the command line: what went wrong becomes one line and an exit code."""

import logging
import os
import sys
from collections.abc import Sequence

import typer

DONE = 0
FAILED = 1
USAGE = 2
MISCONFIGURED = 78
INTERRUPTED = 130


def guarded(arguments: Sequence[str]) -> int:
    """Run a command line; give its exit code, whatever happens."""
    _open_closed_streams()
    logging.getLogger().addHandler(logging.NullHandler())  # a short command speaks by itself
    os.umask(0o077)  # what a station writes is about people: for its user's eyes alone
    try:
        code = _run(list(arguments))
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _let_output_go()
        return FAILED
    except OSError as error:
        _let_output_go()
        return _told(error)
    except Exception as error:  # noqa: BLE001 - the border: a fault is told, not thrown at people
        return _told(error)
    return code if isinstance(code, int) else DONE


def _run(arguments: list[str]) -> object:
    """Run what is named; the kiosk without the other commands, for its first picture waits."""
    if arguments[:1] == ["run"]:
        from kiosk.cli.kiosk_commands import kiosk

        program, name, arguments = kiosk, "lendstation run", arguments[1:]
    else:
        from kiosk.cli.program import program

        name = "lendstation"
    command = typer.main.get_command(program)
    return command.main(arguments, prog_name=name, standalone_mode=False)


def _open_closed_streams() -> None:
    """Let a closed stream lead nowhere, so that no file of the station takes its number."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))


def _let_output_go() -> None:
    """Lead what is still to be written nowhere: at the end of the process it would fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say(sentence: str) -> None:
    """Say something on standard error."""
    typer.echo(f"lendstation: {sentence}", err=True)


def _told(error: Exception) -> int:
    from kiosk.domain.trouble import Trouble

    if isinstance(error, typer.Abort):
        say("stopped.")
        return FAILED
    if isinstance(error, Trouble):
        say(f"{error.code.value} {error.message}")
        return FAILED
    if isinstance(error, OSError):
        say(f"S011 {error.filename or 'The output'}: {error.strerror or 'it failed'}.")
        return FAILED
    problems = getattr(error, "problems", None)
    if type(error).__name__ == "Misconfigured" and isinstance(problems, tuple):
        for problem in problems:
            say(problem)
        return MISCONFIGURED
    return _told_by_others(error)


def _told_by_others(error: Exception) -> int:
    show = getattr(error, "show", None)
    if callable(show):  # typer's own words about arguments
        show()
        return int(getattr(error, "exit_code", USAGE))
    from hardware.reader import HardwareError

    if isinstance(error, HardwareError):
        say(f"{error.code.value} {error.reason} {error.remedy}".rstrip())
        return FAILED
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    where = (
        f"{frame.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{frame.tb_lineno}" if frame else ""
    )
    say(f"B001 a fault of the program: {type(error).__name__} at {where}. Please report it.")
    return FAILED
