"""``python -m tests.benchmarks.labelled FOLDER``: the decoder beside zxing-cpp and pyzbar alone.

FOLDER holds folders of pictures. Beside each picture a ``.txt`` of the same name holds what is to
be read in it; a picture without one holds nothing that can be read. ``--turned`` reads every
picture a second time, turned by a quarter.

Texts are compared as people would: line ends and outer space do not matter, articles are compared
as GTIN-14, full-ASCII Code 39 by what it means, Codabar with or without its start and stop.
"""

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from hardware.reader import HardwareError
from hardware.scanners.camera import zxing
from hardware.scanners.camera.code import LINEAR, SYMBOLOGIES, Picture
from hardware.scanners.camera.decode import decode
from hardware.scanners.camera.picture_file import read_picture
from hardware.scanners.camera.spelling import code_39_text, gtin_of_upc_e
from hardware.scanners.camera.zbar import ZbarProcess

Found = list[tuple[str, str]]
"""Texts and their symbologies."""
ZXING, PYZBAR, OURS = "zxing-cpp", "pyzbar", "lendstation"
_GTIN_LENGTHS = (8, 12, 13, 14)
_PYZBAR_LINEAR = frozenset({"CODE128", "CODE39", "CODE93", "CODABAR", "I25", "EAN13", "EAN8"})


@dataclass
class Score:
    """What each decoder made of the pictures of one folder."""

    pictures: int = 0
    is_linear: bool = False
    is_negative: bool = True
    read: Counter[str] = field(default_factory=Counter)
    wrong: dict[str, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))

    def note(self, label: str | None, name: str, answers: dict[str, Found]) -> None:
        """Count one picture."""
        self.pictures += 1
        self.is_negative &= label is None
        for decoder, found in answers.items():
            right = [each for each in found if label is not None and is_same(*each, label)]
            self.read[decoder] += bool(right)
            self.is_linear |= any(symbology in LINEAR for _, symbology in right)
            self.wrong[decoder] |= {(name, text) for text, _ in found if (text, _) not in right}

    @property
    def is_as_good_as_the_best(self) -> bool:
        return self.read[OURS] >= max(self.read[ZXING], self.read[PYZBAR])


def is_same(text: str, symbology: str, label: str) -> bool:
    """Whether a text that was read is what the label says."""
    if symbology == "codabar" and text[1:-1] == label:
        return True
    return bool(_spellings(text, symbology) & _spellings(label, symbology))


def _spellings(text: str, symbology: str) -> set[str]:
    plain = text.replace("\r\n", "\n").strip()
    if symbology == "code_39":
        return {plain, code_39_text(plain)}
    if re.fullmatch(r"\d+", plain) and len(plain) in _GTIN_LENGTHS:
        return {plain.zfill(14), gtin_of_upc_e(plain).zfill(14)}
    return {plain}


def by_zxing(grey: Picture) -> Found:
    """Read with zxing-cpp alone, in one look."""
    return [(code.text, code.symbology) for code in zxing.read(grey, SYMBOLOGIES)]


def by_pyzbar(grey: Picture) -> Found:
    """Read with pyzbar alone, everything that it knows."""
    from pyzbar.pyzbar import decode as read  # noqa: PLC0415 - in a process of its own

    try:
        found = read(grey)
    except ValueError:  # pyzbar's own fault on some DataBar codes
        return []
    return [(each.data.decode(errors="replace"), _name(each.type)) for each in found]


def _name(of_pyzbar: str) -> str:
    names = {"CODE39": "code_39", "CODABAR": "codabar"}
    return names.get(of_pyzbar, "ean_13" if of_pyzbar in _PYZBAR_LINEAR else "qr_code")


class PyzbarApart:
    """pyzbar in a process of its own, since it can abort."""

    def __init__(self) -> None:
        self._begin()

    def __call__(self, grey: Picture) -> Found:
        try:
            return self._pool.submit(by_pyzbar, grey).result()
        except BrokenProcessPool:
            self._pool.shutdown(wait=False)  # Python 3.11.2 can wait for a dead process for ever
            self._begin()
            return []

    def close(self) -> None:
        """End the process."""
        self._pool.shutdown()

    def _begin(self) -> None:
        self._pool = ProcessPoolExecutor(1, get_context("spawn"))


def score_of(folder: Path, *, turned: bool = False) -> dict[str, Score]:
    """Read every picture below a folder with every decoder; the scores by folder."""
    scores: dict[str, Score] = defaultdict(Score)
    pyzbar = PyzbarApart()
    with ZbarProcess() as zbar:
        decoders: dict[str, Callable[[Picture], Found]] = {
            ZXING: by_zxing,
            PYZBAR: pyzbar,
            OURS: lambda grey: [(c.text, c.symbology) for c in decode(grey, zbar.read)],
        }
        for file, grey, label in _pictures(folder):
            for turn in (0, 1) if turned else (0,):
                picture = np.ascontiguousarray(np.rot90(grey, turn))
                answers = {name: read(picture) for name, read in decoders.items()}
                scores[file.parent.name].note(label, f"{file.name} {turn}", answers)
    pyzbar.close()
    return dict(sorted(scores.items()))


def _pictures(folder: Path) -> Iterator[tuple[Path, Picture, str | None]]:
    for file in sorted(folder.rglob("*")):
        if file.suffix.lower() not in (".png", ".jpg", ".jpeg", ".gif"):
            continue
        beside = file.with_suffix(".txt")
        label = beside.read_bytes().decode(errors="replace") if beside.exists() else None
        try:
            yield file, read_picture(file), label
        except HardwareError as error:
            sys.stderr.write(f"{error.reason}\n")


def report(scores: dict[str, Score]) -> str:
    """Write the table, and what holds."""
    lines = [
        f"| pictures of | | {ZXING} | pyzbar | Lendstation | texts that are wrong |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for name, score in scores.items():
        read = " | ".join(_share(score, decoder) for decoder in (ZXING, PYZBAR, OURS))
        wrong = " / ".join(str(len(score.wrong[each])) for each in (ZXING, PYZBAR, OURS))
        lines.append(f"| {name} | {score.pictures} | {read} | {wrong} |")
    return "\n".join([*lines, "", *(f"- {claim}: {says}" for claim, says, _ in claims(scores))])


def _share(score: Score, decoder: str) -> str:
    return "–" if score.is_negative else str(score.read[decoder])


def claims(scores: dict[str, Score]) -> list[tuple[str, str, bool]]:
    """What the decoder is held to: each claim, what was measured, and whether it holds."""
    worse = [name for name, each in scores.items() if not each.is_as_good_as_the_best]
    linear = sum((each.read for each in scores.values() if each.is_linear), Counter[str]())
    false = [wrong for each in scores.values() if each.is_negative for wrong in each.wrong[OURS]]
    beyond = [wrong for each in scores.values() for wrong in each.wrong[OURS] - each.wrong[ZXING]]
    best = max(linear[ZXING], linear[PYZBAR])
    counts = f"{linear[OURS]}, zxing-cpp {linear[ZXING]}, pyzbar {linear[PYZBAR]}"
    return [
        ("every folder at least as good as the best alone", _list(worse), not worse),
        ("linear codes read", counts, linear[OURS] >= best),
        ("false reads where nothing can be read", _list(false), not false),
        ("wrong texts that zxing-cpp alone does not give", _list(beyond), not beyond),
    ]


def _list(exceptions: Sequence[object]) -> str:
    return ", ".join(map(str, exceptions)) or "no exception"


def main(arguments: Sequence[str]) -> int:
    """Score the folders named; 1 when a claim does not hold."""
    folders = [Path(each) for each in arguments if each != "--turned"]
    if not folders or not all(folder.is_dir() for folder in folders):
        sys.stderr.write(f"{__doc__}\n")
        return 2
    kept = True
    for folder in folders:
        scores = score_of(folder, turned="--turned" in arguments)
        print(report(scores))  # noqa: T201 - the report is what it is for
        kept &= all(holds for _, _, holds in claims(scores))
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
