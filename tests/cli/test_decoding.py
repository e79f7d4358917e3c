"""Pictures through the camera's decoder: a JSON line for each, a clear line for what is none."""

import json
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np

from hardware.simulated_wire import code_picture
from tests.cli.conftest import ROOT, Answer
from tests.fakes.hostile_codes import HOSTILE_CODES
from tests.hardware.test_picture_file import encoded, png_header


def decode(*files: Path) -> Answer:
    done = subprocess.run(
        [sys.executable, "-m", "kiosk.cli", "decode", *map(str, files)],
        capture_output=True, check=False, cwd=ROOT, timeout=60,
    )  # fmt: skip
    return Answer(done.returncode, done.stdout.decode(), done.stderr.decode())


def picture(file: Path, *texts: str, symbology: str = "qr_code") -> Path:
    labels = [code_picture(text, symbology, width=640) for text in texts]
    cv2.imwrite(str(file), np.hstack(labels))
    return file


def test_each_picture_is_a_line_with_every_code_in_it(tmp_path):
    two = picture(tmp_path / "two.png", "CAM-0001", "KIT-0002")
    none = tmp_path / "none.gif"
    none.write_bytes(encoded(".gif"))
    cv2.imwrite(str(tmp_path / "empty.png"), np.full((100, 100), 200, np.uint8))

    answer = decode(two, none, tmp_path / "empty.png")

    assert (answer.code, answer.err) == (0, "")
    told = [json.loads(line) for line in answer.out.splitlines()]
    assert [each["file"] for each in told] == [str(two), str(none), str(tmp_path / "empty.png")]
    assert sorted(code["text"] for code in told[0]["codes"]) == ["CAM-0001", "KIT-0002"]
    (bars,) = told[1]["codes"]
    assert (bars["text"], bars["symbology"], bars["identifier"]) == ("KIT-0002", "code_128", "]C0")
    assert bytes.fromhex(bars["raw"]) == b"KIT-0002"
    assert len(bars["outline"]) == 4
    assert told[2]["codes"] == []


def test_what_is_no_picture_is_told_in_one_line_each_and_the_others_are_read(tmp_path):
    files = {
        "cut.png": encoded(".png")[:900],
        "cut.jpg": encoded(".jpg")[:900],
        "damaged.png": encoded(".png")[:200] + b"XXXX" + encoded(".png")[204:],
        "empty.jpg": b"",
        "huge.png": png_header(50_000, 50_000),
        "notes.txt": b"no picture",
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    good = picture(tmp_path / "good.png", "CAM-0001")

    answer = decode(tmp_path, *(tmp_path / name for name in files), tmp_path / "absent.png", good)

    assert answer.code == 1
    assert json.loads(answer.out)["codes"][0]["text"] == "CAM-0001"
    told = answer.err.splitlines()
    assert told == [
        f"lendstation: {tmp_path} is a folder",
        f"lendstation: {tmp_path}/cut.png is not a picture, or it is damaged",
        f"lendstation: {tmp_path}/cut.jpg is not a picture, or it is damaged",
        f"lendstation: {tmp_path}/damaged.png is not a picture, or it is damaged",
        f"lendstation: {tmp_path}/empty.jpg is empty",
        f"lendstation: {tmp_path}/huge.png is larger than 100 megapixels",
        f"lendstation: {tmp_path}/notes.txt is not a picture, or it is damaged",
        f"lendstation: {tmp_path}/absent.png cannot be read: No such file or directory",
    ]


def test_a_code_that_holds_anything_is_one_line_of_json_that_cannot_move_a_cursor(tmp_path):
    files = [
        picture(tmp_path / f"{number}.png", text)
        for number, text in enumerate(HOSTILE_CODES.values())
        if len(text) < 1000
    ]
    long = tmp_path / "long.png"
    cv2.imwrite(str(long), code_picture(HOSTILE_CODES["4 kB"]))

    answer = decode(*files, long)

    assert (answer.code, answer.err) == (0, "")
    lines = answer.out.splitlines()
    assert all(line.isprintable() for line in lines)
    read = [json.loads(line)["codes"][0]["raw"] for line in lines]
    assert read == [text.encode().hex() for text in HOSTILE_CODES.values()]


def test_a_file_name_cannot_break_a_line_either(tmp_path):
    odd = tmp_path / "a\nlendstation: all is well\x1b[2J.png"
    odd.write_bytes(b"")
    answer = decode(odd)
    assert (answer.code, len(answer.err.splitlines())) == (1, 1)
    assert answer.err.strip().isprintable()


def test_without_a_file_its_use_is_told():
    answer = decode()
    assert answer.code == 2
    assert "files" in answer.err
