"""The configuration: every mistake at once, each with its path."""

from pathlib import Path

import pytest

from kiosk import config
from kiosk.attendant import attend
from kiosk.back_office import panel_parts
from kiosk.clock import SystemClock
from kiosk.devices import StationDevices

FIVE_MISTAKES = """
[station]
data = "somewhere/else"
language = "English"
[screen]
theme = "pink"
colour = "blue"
[[readers]]
name = "badge"
driver = "em4100"
port = "/dev/ttyUSB0"
boud = 9600
"""


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "kiosk.toml"
    file.write_text(text, encoding="utf-8")
    return file


def problems_of(path: Path) -> tuple[str, ...]:
    with pytest.raises(config.Misconfigured) as caught:
        config.load(path)
    return caught.value.problems


def test_five_mistakes_are_all_told_with_their_paths(tmp_path):
    problems = problems_of(written(tmp_path, FIVE_MISTAKES))

    assert len(problems) == 5
    text = "\n".join(problems)
    for path in ("station.data: ", "station.language: ", "screen.theme: ", "screen.colour: ",
                 "readers[1].boud: "):  # fmt: skip
        assert path in text
    assert "should be String" not in text


def test_an_empty_file_gives_a_station_with_every_default(tmp_path):
    read = config.load(written(tmp_path, ""))

    assert read.screen.theme == "light"
    assert read.keys == read.data / "keys"
    assert read.backups == read.data / "backups"
    assert read.readers == ()


def test_readers_keep_their_own_settings(tmp_path):
    read = config.load(written(tmp_path, '[[readers]]\nname="a"\ndriver="simulated"\n'))

    (reader,) = read.readers
    assert (reader.name, reader.driver, dict(reader.settings)) == ("a", "simulated", {})


def test_readers_with_one_name_and_a_driver_that_is_not_there(tmp_path):
    text = '[[readers]]\nname="a"\ndriver="simulated"\n[[readers]]\nname="a"\ndriver="telepathy"\n'

    problems = problems_of(written(tmp_path, text))

    assert len(problems) == 2
    assert "readers[2].name: another reader is called 'a'" in problems
    assert "readers[2].driver: there is no driver 'telepathy'" in problems[1]


@pytest.mark.parametrize(
    "text",
    [
        "readers = 3",
        "[[readers]]\nname = 'a'",
        "station = 1",
        "[desk]\nidle_s = 1",
        "readers = [1]",
    ],
)
def test_a_value_of_the_wrong_shape_is_named(tmp_path, text):
    assert len(problems_of(written(tmp_path, text))) == 1


@pytest.mark.parametrize("raw", [b"[station", b"\xff\xfe", b"a = 1\na = 2"])
def test_what_is_not_toml_is_said(tmp_path, raw):
    file = tmp_path / "kiosk.toml"
    file.write_bytes(raw)

    assert "is not TOML" in problems_of(file)[0]


def test_a_file_that_is_not_there_is_said(tmp_path):
    assert "No such file" in problems_of(tmp_path / "none.toml")[0]


def test_the_environment_may_name_the_file(tmp_path, monkeypatch):
    monkeypatch.setenv("LENDSTATION_CONFIG", str(written(tmp_path, '[screen]\ntheme = "dark"')))

    assert config.load().screen.theme == "dark"


def test_the_data_folder_can_be_given_by_the_command(tmp_path):
    assert config.load(written(tmp_path, ""), data=tmp_path).data == tmp_path


def test_the_sample_is_a_good_configuration():
    sample = Path(__file__).parents[2] / "packaging" / "kiosk.toml"

    assert [reader.driver for reader in config.load(sample).readers] == [
        "em4100",
        "hid_keyboard",
        "camera",
    ]


def test_the_panel_signs_out_when_the_file_says(station, tmp_path):
    file = tmp_path / "kiosk.toml"
    file.write_text("[panel]\nidle_s = 30\nmost_s = 600\n")
    told = config.load(file, station.data)
    attendant = attend(told, SystemClock(), list, list)

    parts = panel_parts(attendant, StationDevices(told), SystemClock(), None)
    attendant.close()

    assert (parts.idle_s, parts.most_s) == (30, 600)


def test_a_data_folder_may_hold_its_own_file(tmp_path):
    written(tmp_path, '[sync]\nhost = "db"\nrole = "lendstation_1"\n')

    read = config.load(None, tmp_path)

    assert read.sync is not None
    assert (read.sync.host, read.sync.sslmode) == ("db", "verify-full")
    assert (read.data, read.file) == (tmp_path, tmp_path / "kiosk.toml")


def test_a_centre_needs_a_host_and_a_known_way_to_trust_it(tmp_path):
    problems = problems_of(written(tmp_path, '[sync]\nrole = "x"\nsslmode = "trust"\n'))

    assert [each.partition(":")[0] for each in problems] == ["sync.host", "sync.sslmode"]
