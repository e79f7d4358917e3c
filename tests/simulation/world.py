"""A town of stations around one centre, played from one seed; what must hold is asked all along.

The invariants: (1) what somebody was told is done is there after a restart; (2) what the centre
acknowledged it holds once, byte for byte; (3) every table is what an independent fold says;
(4) after everything is mended, all stations and the centre agree without anybody's help; (5) every
chain verifies; (6) every contradiction is an exception; (7) nothing that went wrong holds up what
comes after; (8) a cursor never passes a row that was not seen.
"""

import random
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from server_sync.centre import Centre
from tests.fakes.clock import FakeClock
from tests.simulation import acts, tomorrow
from tests.simulation.asked import Broken, all_is_well, still_holds
from tests.simulation.hub import Hub
from tests.simulation.machine import Disk, Machine, remove
from tests.simulation.unsteady import Fault

MOST_STATEMENTS = 150
MOST_CALLS = 6
ROUNDS_TO_MEND = 4
JUMPS_DAYS = (-1_000, -1, -0.02, 0.02, 1, 400)


@dataclass(frozen=True)
class Beginning:
    """How every simulation begins: synced stations as files, and a backup of the centre."""

    disks: dict[str, Disk]
    backup: str
    at: datetime


class World:
    """One simulation; ``log`` tells what happened."""

    def __init__(
        self, seed: int, hub: Hub, beginning: Beginning, connect: Callable[[str], Centre]
    ) -> None:
        self.seed = seed
        self.random = random.Random(seed)  # noqa: S311 - a seed is to be repeated
        self.hub = hub
        self.now = beginning.at
        self.log: list[str] = []
        self.folder = Path(tempfile.mkdtemp(prefix="lendstation-simulation-"))
        self.machines: list[Machine] = []
        self.images: dict[str, tuple[Disk, set[str]]] = {}
        self.has_backup = False
        self.forgotten: set[str] = set()
        """Loans that went with a disk before they were sent: the one loss that there may be."""
        self.unsure: set[str] = set()
        """Machines that the restored centre has not heard to the end since."""
        self.connect = connect
        hub.restore(beginning.backup)
        for name, disk in sorted(beginning.disks.items()):
            self.add(name, disk)
        self.tick(1)

    def add(self, name: str, disk: Disk, login: str = "") -> Machine:
        """Set up a machine with these files; it logs in under its own name or another's."""
        folder = self.folder / name
        folder.mkdir()
        for file, content in disk.items():
            (folder / file).write_bytes(content)
        clock = FakeClock(self.now + timedelta(milliseconds=1 + 3 * len(self.machines)))
        login = login or name
        self.machines.append(Machine(name, login, folder, clock, self.connect(login)))
        return self.machines[-1]

    def close(self) -> None:
        for machine in self.machines:
            machine.close()
        remove(self.folder)

    def play(self, steps: int) -> None:
        """Take random steps, then mend everything and see that all is well.

        Raises:
            Broken: an invariant does not hold; the message tells the whole story.
        """
        try:
            for number in range(steps):
                self._step(number)
            self._mend()
            with tomorrow.running(is_newer=True):
                all_is_well(self.hub, self.machines, self.forgotten)
        except Exception as broken:
            story = "\n".join(self.log)
            raise Broken(f"seed {self.seed}: {broken!r}\n{story}") from broken
        finally:
            self.close()

    def _step(self, number: int) -> None:
        machine = self.random.choice(self.machines)
        step = self.random.choices(tuple(STEPS), tuple(STEPS.values()))[0]
        self.tick(self.random.choice((1, 30, 600, 7_000)))
        with tomorrow.running(is_newer=machine.is_newer):
            told = step(self, machine)
        if told.endswith(("whole", "healed")):
            self.unsure.discard(machine.name)
        self.log.append(f"{number:3} {machine.name:9} {step.__name__.strip('_'):16} {told}")
        with tomorrow.running(is_newer=machine.is_newer):
            still_holds(self.hub, machine, thorough=self.random.random() < 0.1)

    def tick(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        for machine in self.machines:
            machine.clock.advance(seconds=seconds)
        self.hub.set_clock(int(self.now.timestamp() * 1000))

    def _mend(self) -> None:
        """Take every fault away, and let time alone do the rest."""
        for machine in self.machines:
            machine.free_disk()
            if not machine.is_newer:
                machine.upgrade()
        with tomorrow.running(is_newer=True):
            for machine in self.machines * ROUNDS_TO_MEND:
                self.tick(60)
                self.log.append(f"    {machine.name:9} {'mending':16} {machine.sync()}")

    # --- the steps

    def _act(self, machine: Machine) -> str:
        return self.random.choice(acts.ACTS)(machine, self.random)

    def _sync(self, machine: Machine) -> str:
        return machine.sync()

    def _sync_badly(self, machine: Machine) -> str:
        fault, at = self.random.choice(tuple(Fault)), self.random.randint(1, MOST_CALLS)
        return f"{fault.value} at {at}: {machine.sync(fault, at)}"

    def _power_cut(self, machine: Machine) -> str:
        at = self.random.randint(1, MOST_STATEMENTS)
        act = self.random.choice((machine.sync, lambda: self._act(machine)))
        machine.killed_during(act, at)
        return f"at statement {at}"

    def _clock_jump(self, machine: Machine) -> str:
        days = self.random.choice(JUMPS_DAYS)
        machine.jump(days)
        return f"{days} days"

    def _clock_right(self, machine: Machine) -> str:
        machine.clock.at = self.now + timedelta(milliseconds=11 * len(machine.name))
        return ""

    def _disk_full(self, machine: Machine) -> str:
        if machine.is_full:
            machine.free_disk()
            return "no more"
        machine.fill_disk()
        return ""

    def _image(self, machine: Machine) -> str:
        self.images[machine.login] = (machine.disk(), set(machine.lent))
        return ""

    def _disk_restored(self, machine: Machine) -> str:
        if machine.login not in self.images:
            return "no image"
        disk, lent = self.images[machine.login]
        self.forgotten |= machine.lent - lent - acts.loans_at(self.hub)
        machine.start_from(disk)
        machine.lent = set(lent)
        self.has_backup = False  # both at once is a loss that nothing can mend
        return ""

    def _cloned(self, machine: Machine) -> str:
        if len(self.machines) > MOST_MACHINES:
            return "enough"
        twin = self.add(f"{machine.login}-twin{len(self.machines)}", machine.disk(), machine.login)
        twin.lent = set(machine.lent)
        twin.is_newer = machine.is_newer
        self.unsure |= {twin.name} if machine.name in self.unsure else set()
        return twin.name

    def _centre_backup(self, machine: Machine) -> str:
        del machine
        self.hub.keep("kept")
        self.has_backup = True
        return ""

    def _centre_restored(self, machine: Machine) -> str:
        del machine
        if not self.has_backup:
            return "no backup"
        self.hub.restore("kept")
        self.images.clear()
        self.unsure = {each.name for each in self.machines}
        return ""

    def _upgrade(self, machine: Machine) -> str:
        if machine.is_newer:
            return "done before"
        machine.upgrade()
        return ""

    def _language(self, machine: Machine) -> str:
        """Let the centre demand tomorrow's language for a while."""
        del machine
        wanted = self.random.choice((1, tomorrow.LANGUAGE))
        self.hub.run("UPDATE {tenant}.centre SET min_version = %s", wanted)
        return str(wanted)

    def _idle(self, machine: Machine) -> str:
        del machine
        is_open = self.random.random() < 0.5
        self.hub.idle(is_open)
        return "begun" if is_open else "ended"

    def _news(self, machine: Machine) -> str:
        """Let the hall set a policy, and another desk lend that may not have heard of it."""
        hall = self.machines[0]
        with tomorrow.running(is_newer=hall.is_newer):
            told = acts.set_policy(hall, self.random)
        self.tick(60)
        return f"{told}; {acts.lend(machine, self.random)}"

    def _erase(self, machine: Machine) -> str:
        return acts.erase_somebody(machine, self.random)

    def _stolen(self, machine: Machine) -> str:
        """Let the hall say that a station was stolen, from some event on that it has seen."""
        hall = self.machines[0]
        if machine.login == hall.login:
            return "not the hall"
        with tomorrow.running(is_newer=hall.is_newer):
            return acts.disown(hall, machine.station.books.station, self.random)

    def _revoked(self, machine: Machine) -> str:
        """Shut a station out of the centre, and say so."""
        if machine.login == acts.PRIVILEGED:
            return "not the hall"
        if any(each.name in self.unsure for each in self.machines if each.login == machine.login):
            return "not now"  # what only it can send again would be lost
        self.hub.revoke(machine.station.books.station)
        return ""

    def _restart(self, machine: Machine) -> str:
        machine.start_from(machine.disk())
        return ""


MOST_MACHINES = 3
STEPS: dict[Callable[[World, Machine], str], int] = {
    World._act: 40,
    World._sync: 18,
    World._sync_badly: 16,
    World._power_cut: 8,
    World._clock_jump: 3,
    World._clock_right: 2,
    World._disk_full: 3,
    World._image: 3,
    World._disk_restored: 2,
    World._cloned: 1,
    World._centre_backup: 2,
    World._centre_restored: 2,
    World._restart: 2,
    World._upgrade: 2,
    World._language: 2,
    World._idle: 2,
    World._erase: 1,
    World._news: 4,
    World._stolen: 1,
    World._revoked: 1,
}
