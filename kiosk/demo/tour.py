"""The tour: plays each situation on the stage and keeps pictures and a transcript."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from kiosk.demo import sample
from kiosk.demo.ledger import Ledger
from kiosk.demo.stage import NotSeen, Stage


@dataclass(frozen=True, slots=True)
class Situation:
    """Something that happens at a desk, and the kinds of events that it leaves."""

    name: str
    title: str
    play: "Callable[[Tour], None]"
    recorded: tuple[str, ...]


class Tour:
    """What a situation is played with; writes down what is done and what is seen."""

    def __init__(self, stage: Stage, ledger: Ledger, folder: Path) -> None:
        self.stage = stage
        self._ledger = ledger
        self._folder = folder
        self._lines: list[str] = []
        self._name = ""
        self._pictures = 0

    def play(self, situations: Sequence[Situation], tell: Callable[[str], None]) -> bool:
        """Play them all, or up to the first that does not go as it should."""
        self._ledger.news()
        for number, situation in enumerate(situations, start=1):
            tell(f"{number:2}  {situation.title}")
            self._begin(number, situation)
            try:
                situation.play(self)
                self._check(situation)
            except NotSeen as problem:
                self._write(f"\n**Not as expected:** {problem}")
                tell(f"    not as expected: {problem}")
                self._keep_failure()
                return False
        return True

    def transcript(self) -> str:
        """Give all that was done, seen and recorded."""
        return "\n".join(self._lines) + "\n"

    # What situations are made of

    def at(self, moment: datetime) -> None:
        """It is later now."""
        self.stage.pass_time(moment)

    def later(self, by: timedelta) -> None:
        """Some time passes, and nobody does anything."""
        self.did(f"{by.seconds} seconds pass.")
        self.stage.pass_time(self.stage.clock.now() + by)

    def tap(self, number: str) -> None:
        """Somebody holds their badge to the reader."""
        person = sample.people()[number]
        self.did(f"{person.name} ({person.category}, {person.department}) taps their badge.")
        self.stage.tap(person.badge)

    def scan(self, tag: str) -> None:
        """Somebody holds the label of a thing before the camera."""
        thing = sample.things().get(tag) or sample.kits()[tag]
        self.did(f"The label {tag} ({thing.name}) is held before the camera.")
        self.stage.scan(tag)

    def touch(self, word: str) -> None:
        """Somebody touches a button."""
        self.did(f"“{word}” is touched.")
        self.stage.touch(word)

    def type_text(self, text: str) -> None:
        """Somebody types on the glass."""
        self.did(f"“{text}” is typed on the glass.")
        self.stage.type_text(text)

    def type_pin(self, digits: str) -> None:
        """Somebody types their PIN."""
        self.did("The PIN is typed.")
        self.stage.type_pin(digits)

    def prove(self) -> None:
        """Prove the ledger and every table against it."""
        wrong = self._ledger.wrong()
        if wrong:
            raise NotSeen(f"the ledger is proved: {wrong[:3]}")
        self.did("`verify` proves the ledger and its tables: all right.")

    def tick(self, part: str) -> None:
        """Somebody touches a part on the checklist."""
        self.did(f"“{part}” is touched on the checklist.")
        self.stage.tick(part)

    def did(self, what: str) -> None:
        """Write down what was done."""
        self._write(f"- {self._now()} {what}")

    def see(self, *wanted: str) -> None:
        """Wait for an answer on the screen."""
        self.stage.see(*wanted)
        self._write(f"  - seen: {' · '.join(wanted)}")

    def picture(self, of: str = "") -> None:
        """Keep a picture, and all the texts that it shows."""
        self._pictures += 1
        name = f"{self._name}-{of}.png" if of else f"{self._name}.png"
        self.stage.picture(self._folder / name)
        texts = " · ".join(text.replace("\n", " ") for text in self.stage.texts())
        self._write(f"\n![{self._name}]({name})\n\n> {texts}\n")

    def _begin(self, number: int, situation: Situation) -> None:
        self._name = f"{number:02}-{situation.name}"
        self._write(f"\n## {number}. {situation.title}\n")

    def _check(self, situation: Situation) -> None:
        entries = self._ledger.news()
        self._write("\nIn the ledger:\n")
        for entry in entries:
            self._write(f"- {entry.line}")
        kinds = tuple(entry.kind for entry in entries)
        if kinds != situation.recorded:
            raise NotSeen(f"the ledger holds {kinds} instead of {situation.recorded}")

    def _keep_failure(self) -> None:
        if self.stage.kiosk is not None:
            self.picture("failed")

    def _now(self) -> str:
        return f"{self.stage.clock.now():%H:%M:%S}"

    def _write(self, line: str) -> None:
        self._lines.append(line)
