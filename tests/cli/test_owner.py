"""One process owns the database; others hand it their work."""

import os
import signal
import stat
import subprocess
import sys
import threading

import pytest

from kiosk.domain.trouble import Trouble, TroubleCode
from kiosk.owner import LOCK, SOCKET, Lock, OwnerSocket, Wire, answer, enter, reach


def echo(message, wire):
    wire.send({"heard": message["text"]})


def full(_message, _wire):
    raise Trouble(TroubleCode.STORE_FULL, "The disk is full.")


def broken(_message, _wire):
    raise KeyError("nobody")


def gone(_message, wire):
    wire.hang_up()


@pytest.fixture
def folder(tmp_path):
    deep = tmp_path / ("deep" * 30)
    deep.mkdir()
    return deep


@pytest.fixture
def owner(folder):
    lock = enter(folder)
    served = OwnerSocket(folder, {"echo": echo, "full": full, "broken": broken, "gone": gone})
    served.start()
    yield served
    served.close()
    lock.release()


@pytest.mark.usefixtures("owner")
def test_the_second_to_come_reaches_the_first(folder):
    wire = enter(folder)

    assert isinstance(wire, Wire)
    with wire:
        wire.send({"do": "echo", "text": "näme\n"})
        assert next(wire.messages()) == {"heard": "näme\n"}


@pytest.mark.usefixtures("owner")
def test_the_socket_is_for_its_user_alone(folder):
    assert stat.S_IMODE((folder / SOCKET).stat().st_mode) == 0o600
    assert stat.S_IMODE((folder / LOCK).stat().st_mode) == 0o600


@pytest.mark.usefixtures("owner")
def test_trouble_and_faults_reach_the_one_who_asked(folder):
    with enter(folder) as wire:
        for do, code in (("full", "S002"), ("broken", "B001"), ("dance", "B001")):
            wire.send({"do": do})
            with pytest.raises(Trouble) as caught:
                answer(wire)
            assert caught.value.code == code


@pytest.mark.usefixtures("owner")
def test_an_owner_that_ends_in_the_middle_is_trouble_and_no_success(folder):
    with enter(folder) as wire:
        wire.send({"do": "gone"})
        with pytest.raises(Trouble, match="has ended") as caught:
            answer(wire)
    assert caught.value.code is TroubleCode.STORE_LOCKED


def test_after_the_owner_left_another_can_own(folder, owner):
    owner.close()

    assert reach(folder) is None
    assert not (folder / SOCKET).exists()


@pytest.mark.usefixtures("owner")
def test_what_is_no_object_ends_the_conversation(folder):
    for nonsense in (b"[1]\n", b"\xff\xfe\n", b"no newline"):
        with enter(folder) as wire:
            wire._connection.sendall(nonsense)
            wire.hang_up()
            assert list(wire.messages()) == []


def test_the_socket_of_a_killed_owner_is_no_obstacle(folder):
    program = (
        "import sys, signal, pathlib\n"
        "from kiosk.owner import *\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "lock = enter(folder); OwnerSocket(folder, {}).start()\n"
        "print('owns', flush=True); signal.pause()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(folder)], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout.readline() == b"owns\n"
        assert Lock.take(folder) is None
        os.kill(process.pid, signal.SIGKILL)
    assert (folder / SOCKET).exists()

    lock = enter(folder)

    assert isinstance(lock, Lock)
    served = OwnerSocket(folder, {"echo": echo})
    served.start()
    with reach(folder) as wire:
        wire.send({"do": "echo", "text": "a"})
        assert next(wire.messages()) == {"heard": "a"}
    served.close()
    lock.release()


def test_an_owner_that_is_just_starting_is_waited_for(folder):
    lock = Lock.take(folder)
    threading.Timer(0.2, lock.release).start()

    held = enter(folder)

    assert isinstance(held, Lock)
    held.release()


def test_a_folder_that_is_not_there_is_trouble(tmp_path):
    with pytest.raises(Trouble) as caught:
        enter(tmp_path / "none")
    assert caught.value.code is TroubleCode.STORE_READ_ONLY
