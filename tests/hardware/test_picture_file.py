"""Picture files, good and bad: a picture, or one clear reason why not."""

import os
import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hardware.reader import HardwareError
from hardware.scanners.camera.picture_file import read_picture
from hardware.simulated_wire import code_picture

PICTURE = code_picture("KIT-0002", "code_128", width=400, height=300)


def encoded(kind: str) -> bytes:
    picture = cv2.cvtColor(PICTURE, cv2.COLOR_GRAY2BGR)
    is_written, data = cv2.imencode(kind, picture)
    assert is_written
    return data.tobytes()


def png_header(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + header + pixels + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", [".png", ".jpg", ".gif", ".bmp", ".tiff", ".webp"])
def test_a_picture_of_any_usual_kind_is_read(kind: str, tmp_path: Path):
    file = tmp_path / "label"
    file.write_bytes(encoded(kind))
    assert read_picture(file).shape == PICTURE.shape


BAD = {
    "is empty": b"",
    "is not a picture, or it is damaged": b"no picture at all " * 40,
    "is larger than 100 megapixels": png_header(50_000, 50_000),
}


@pytest.mark.parametrize("reason", BAD)
def test_a_file_that_is_no_picture_is_refused_with_its_reason(reason: str, tmp_path: Path):
    file = tmp_path / "label.png"
    file.write_bytes(BAD[reason])
    with pytest.raises(HardwareError, match=f"label.png {reason}"):
        read_picture(file)


@pytest.mark.parametrize("kind", [".png", ".jpg"])
def test_a_picture_that_is_cut_short_is_refused(kind: str, tmp_path: Path):
    file = tmp_path / "label"
    whole = encoded(kind)
    file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(HardwareError, match="or it is damaged"):
        read_picture(file)


def test_what_is_not_a_file_is_refused_and_not_waited_for(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    for path, reason in {
        tmp_path: "is a folder",
        tmp_path / "pipe": "is not a file",
        Path("/dev/zero"): "is not a file",
        tmp_path / "absent": "cannot be read: No such file",
        tmp_path / "loop": "cannot be read: Too many levels",
        tmp_path / "nul\0": "cannot be read: .*embedded null",
    }.items():
        with pytest.raises(HardwareError, match=reason):
            read_picture(path)


def test_a_file_too_large_for_a_picture_is_not_even_read(tmp_path: Path):
    file = tmp_path / "film"
    with file.open("wb") as holes:
        holes.truncate(1 << 34)
    with pytest.raises(HardwareError, match="larger than 256 MB"):
        read_picture(file)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", *map(encoded, (".png", ".jpg", ".gif"))]))
@example(b"", png_header(40_000, 2_000))
def test_any_bytes_are_a_picture_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, good: bytes
):
    at = int.from_bytes(data[:2], "big") % (len(good) + 1)
    file = tmp_path_factory.getbasetemp() / "any.png"
    file.write_bytes(good[:at] + data + good[at + len(data) :])
    try:
        picture = read_picture(file)
    except HardwareError:
        return
    assert picture.dtype == np.uint8
    assert picture.ndim == 2
