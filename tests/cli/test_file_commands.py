"""Files in and out by the real command."""

import json

import pypdfium2
import pytest
import zxingcpp

from kiosk.exchange.labels import SHEETS, Label, write_labels


def test_a_round_trip_of_the_sample_school_changes_nothing(school, tmp_path):
    before = json.loads(school("status", "--json").out)["events"]
    for content in ("people", "assets", "kits", "policies", "calendar"):
        file = str(tmp_path / f"{content}.xlsx")
        assert school("export", content, file).code == 0
        answer = school("import", content, file, "--json")
        report = json.loads(answer.out)
        assert (report["made"], report["changed"], report["bad"]) == (0, 0, [])
    assert json.loads(school("status", "--json").out)["events"] == before
    assert school("verify").code == 0


def test_a_dry_run_lists_every_bad_row_and_writes_nothing(school, tmp_path):
    file = tmp_path / "assets.csv"
    file.write_text(
        "Tag,Name,Type,Value,Purchased on\n"
        "NEW-1,Good,Audio › Microphone,10,2026-01-02\n"
        "NEW-2,,Nowhere,ten,tomorrow\n"
        "NEW-1,Again,,,\n"
    )

    answer = school("import", "assets", str(file), "--dry-run")

    assert answer.code == 1
    assert [line.split(":")[0] for line in answer.err.splitlines()[:-1]] == [
        "Row 3, Value “ten”",
        "Row 3, Purchased on “tomorrow”",
        "Row 3, Name",
        "Row 3, Type “Nowhere”",
        "Row 4, Tag “NEW-1”",
    ]
    assert school("import", "assets", str(file)).code == 1
    assert school("export", "assets", str(tmp_path / "out.csv")).code == 0
    assert "NEW-1" not in (tmp_path / "out.csv").read_text()


def test_the_good_rows_can_be_kept(station, tmp_path):
    file = tmp_path / "assets.csv"
    file.write_text("Tag,Name\nNEW-1,Good\nNEW-2,\n")

    answer = station("import", "assets", str(file), "--keep-good")

    assert answer.code == 0
    assert "1 new" in answer.out
    assert json.loads(station("status", "--json").out)["assets"] == 1


@pytest.mark.parametrize("qr", [[], ["--qr"]])
def test_labels_of_kits_are_written(school, tmp_path, qr):
    file = tmp_path / "labels.pdf"

    answer = school("labels", str(file), "--of", "kits", *qr)

    assert (answer.code, "40 labels on 2 pages" in answer.out) == (0, True)
    assert file.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("qr", [False, True])
@pytest.mark.parametrize("sheet", list(SHEETS))
def test_a_printed_label_is_read_back(tmp_path, sheet, qr):
    file = tmp_path / "labels.pdf"
    write_labels(file, [Label("AV-0142", "Filming kit for long names")], SHEETS[sheet], qr=qr)

    with pypdfium2.PdfDocument(file) as document:
        picture = document[0].render(scale=300 / 72, grayscale=True).to_numpy()

    codes = zxingcpp.read_barcodes(picture.squeeze())
    assert [code.text for code in codes] == ["AV-0142"]


def test_labels_of_tags_that_nothing_has_are_refused_and_leave_no_file(school, tmp_path):
    file = tmp_path / "labels.pdf"

    answer = school("labels", str(file), "--tags", "ZZZ-9")

    assert (answer.code, answer.out) == (1, "")
    assert "“ZZZ-9”" in answer.err
    assert not file.exists()


def test_a_file_with_hundreds_of_unknown_columns_tells_of_some(small, tmp_path):
    file = tmp_path / "wide.csv"
    names = [f"Unknown {each}" for each in range(300)]
    file.write_text(f"Tag,Name,{','.join(names)}\nW-1,Wide{',' * len(names)}\n")

    told = small("import", "assets", str(file), "--dry-run")

    assert told.code == 0
    assert len(told.out.splitlines()) < 60
    assert "and 250 more notes" in told.out


@pytest.mark.parametrize(("option", "known"), [("--of", "assets, kits"), ("--sheet", "70x36")])
def test_a_wrong_choice_for_labels_names_its_own_option(school, tmp_path, option, known):
    answer = school("labels", str(tmp_path / "labels.pdf"), option, "nothing")
    assert answer.code == 2
    assert f"{option} is one of {known}" in answer.err
    assert answer.err.count("is one of") == 1
