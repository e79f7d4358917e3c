"""The measure of the decoder, on a small folder of our own pictures."""

import os
from pathlib import Path

import cv2
import pytest

from hardware.scanners.camera.code import Picture
from hardware.simulated_wire import code_picture, empty_desk
from tests.benchmarks import hard_codes, labelled
from tests.hardware.test_decode import blurred


def keep(folder: Path, name: str, picture: Picture, label: str | None) -> None:
    folder.mkdir(exist_ok=True)
    cv2.imwrite(str(folder / f"{name}.png"), picture)
    if label is not None:
        (folder / f"{name}.txt").write_text(label)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    keep(tmp_path / "ean", "sharp", code_picture("4006381333931", "ean_13"), "4006381333931\r\n")
    keep(tmp_path / "ean", "soft", blurred("4006381333931", "ean_13", 1.1), "4006381333931")
    keep(tmp_path / "qr", "1", code_picture("CAM-0001"), "CAM-0001")
    keep(tmp_path / "none", "desk", empty_desk(), None)
    return tmp_path


def test_each_folder_is_read_by_all_three_and_what_holds_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert labelled.main([str(folder), "--turned"]) == 0
    told = capsys.readouterr().out
    assert "| ean | 4 | 2 | 4 | 4 | 0 / 0 / 0 |" in told
    assert "| qr | 2 | 2 | 2 | 2 | 0 / 0 / 0 |" in told
    assert "| none | 2 | – | – | – | 0 / 0 / 0 |" in told
    assert "linear codes read: 4, zxing-cpp 2, pyzbar 4" in told


def test_a_wrong_text_and_a_false_read_are_counted_against_it() -> None:
    score, negative = labelled.Score(), labelled.Score()
    wrong = {labelled.ZXING: [], labelled.PYZBAR: [], labelled.OURS: [("B", "qr_code")]}
    score.note("A", "1.png", {**wrong, labelled.PYZBAR: [("A", "qr_code")]})
    negative.note(None, "2.png", wrong)
    held = labelled.claims({"some": score, "none": negative})
    assert [(claim, holds) for claim, _, holds in held if not holds] == [
        ("every folder at least as good as the best alone", False),
        ("false reads where nothing can be read", False),
        ("wrong texts that zxing-cpp alone does not give", False),
    ]


def test_a_folder_that_is_none_is_told_with_its_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert labelled.main([str(tmp_path / "absent")]) == 2
    assert "FOLDER" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "symbology", "label"),
    [
        ("0036602301467", "ean_13", "036602301467"),
        ("0012000006494", "upc_e", "01264904"),
        ("12+A+B", "code_39", "12ab"),
        ("A12345B", "codabar", "12345"),
        ("one\r\ntwo ", "qr_code", "one\ntwo\n"),
    ],
)
def test_texts_are_compared_as_people_would(text: str, symbology: str, label: str) -> None:
    assert labelled.is_same(text, symbology, label)
    assert not labelled.is_same(text + "1", symbology, label)


def test_pyzbar_may_abort_and_the_next_picture_is_read_again() -> None:
    apart = labelled.PyzbarApart()
    picture = code_picture("KIT-0002", "code_128")
    assert [text for text, _ in apart(picture)] == ["KIT-0002"]
    apart._pool.submit(os._exit, 1)
    assert apart(picture) in ([], [("KIT-0002", "ean_13")])
    assert [text for text, _ in apart(picture)] == ["KIT-0002"]
    apart.close()


def test_hard_codes_are_the_same_for_the_same_seed_and_some_are_nothing(tmp_path: Path) -> None:
    for name in ("one", "again"):
        assert hard_codes.main([str(tmp_path / name), "14", "3"]) == 0
    made = {file.relative_to(tmp_path / "one") for file in (tmp_path / "one").rglob("*.*")}
    assert len([file for file in made if file.suffix == ".txt"]) == 14
    assert len([file for file in made if file.parent.name == "nothing"]) == 2
    for file in made:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "again" / file).read_bytes()
    assert hard_codes.main(["folder", "many"]) == 2
