"""The configuration of a station: one `kiosk.toml`, checked whole, every mistake at once."""

import os
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal  # TOML is Any until a model has taken it

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr, ValidationError

from hardware.catalogue import settings_class
from hardware.reader import HardwareError
from hardware.settings import SettingsError, settings_from

FILE = "kiosk.toml"
PLACES = (Path("/etc/lendstation/kiosk.toml"),)
"""Where the file is looked for when no command names one."""
EXIT_MISCONFIGURED = 78
"""``EX_CONFIG`` of sysexits.h."""


class Misconfigured(Exception):
    """The configuration cannot be used; ``problems`` holds every mistake, each with its path."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def _absolute(text: object) -> object:
    if not isinstance(text, str):
        return text
    if "\0" in text:
        raise ValueError("a path holds no NUL")
    path = Path(text).expanduser()
    if not path.is_absolute():
        raise ValueError("must be an absolute path, such as /var/lib/lendstation")
    return path


_Folder = Annotated[Path, BeforeValidator(_absolute)]
_Channel = Annotated[int, Field(ge=1, le=32)]
_Seconds = Annotated[int, Field(ge=5, le=3600)]


class _Section(BaseModel):
    """A table of the file: nothing unknown, nothing converted, nothing changed later."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def _user_data() -> Path:
    import platformdirs  # only where no folder is named: the first picture waits for imports

    return Path(platformdirs.user_data_dir("lendstation"))


class StationSection(_Section):
    """Where the station keeps its books, and the language it begins in."""

    data: _Folder = Field(default_factory=_user_data)
    keys: _Folder | None = None
    """Beside the data when None; better on another disk, or sealed by systemd."""
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(_[A-Z]{2})?$")] = "en"


class ScreenSection(_Section):
    """How the kiosk looks."""

    theme: Literal["light", "dark"] = "light"
    px_per_mm: Annotated[float, Field(ge=1, le=40)] | None = None
    """Asked of the screen when None; some panels lie."""
    full_screen: bool = True


class DeskSection(_Section):
    """How long the desk waits."""

    idle_s: _Seconds = 60
    more_time_s: _Seconds = 20
    badge_wait_s: _Seconds = 30


class PanelSection(_Section):
    """How long the staff panel stays open."""

    idle_s: _Seconds = 90
    """Nobody moved for so long: the panel signs out by itself."""
    most_s: Annotated[int, Field(ge=60, le=43_200)] = 900
    """Longer than this nobody stays signed in."""


class SoundSection(_Section):
    """How loud results sound, in percent."""

    volume: Annotated[int, Field(ge=0, le=100)] = 70


class BackupSection(_Section):
    """Where backups go, and how many of the daily ones are kept."""

    folder: _Folder | None = None
    """``backups`` beside the data when None; better on another disk."""
    keep: Annotated[int, Field(ge=1, le=3660)] = 7
    """Daily backups; those that a command made are never dropped."""


class RetentionSection(_Section):
    """How long it can be told who had what."""

    years: Annotated[int, Field(ge=1, le=100)] = 2
    """School years, from 1 September, that are kept beside the one that runs."""


class SyncSection(_Section):
    """The centre that this station shares its books with; the password stands in a key file."""

    host: Annotated[str, Field(min_length=1)]
    role: Annotated[str, Field(min_length=1)]
    """The login that ``central enrol`` made for this station."""
    port: Annotated[int, Field(ge=1, le=65535)] = 5432
    database: str = "lendstation"
    tenant: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,29}$")] = "lendstation"
    sslmode: Literal["disable", "require", "verify-ca", "verify-full"] = "verify-full"
    """Anything but ``verify-full`` lets somebody between pose as the centre."""
    sslrootcert: _Folder | None = None
    """The certificates to trust; those of the system when None."""


class MailSection(_Section):
    """How the central worker sends mail; the password stands in the key file ``mail.password``."""

    host: Annotated[str, Field(min_length=1)]
    sender: Annotated[str, Field(pattern=r"^[^@\s<>]+@[^@\s<>]+$")]
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    """Nobody logs in when empty."""
    days_before: Annotated[int, Field(ge=0, le=30)] = 1
    """How many days before something is due its holder is reminded; 0 for not at all."""
    overdue: bool = True
    receipts: bool = True


class CentralSection(_Section):
    """What the central worker does beside the reports: ``lendstation central serve``."""

    host: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    """Where it answers ``/health`` and ``/metrics``."""
    port: Annotated[int, Field(ge=0, le=65535)] = 9641
    mail: MailSection | None = None
    """No mail leaves when None."""


class ReaderSection(BaseModel):
    """A reader: its name, its driver, and the driver's own settings."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)

    name: Annotated[str, Field(min_length=1, max_length=40)]
    driver: str

    @property
    def settings(self) -> Mapping[str, object]:
        """Give what the driver is told."""
        return self.model_extra or {}


class PulseSection(_Section):
    """Which channel of a relay an answer of the desk pulses; none when None."""

    done: _Channel | None = None
    refused: _Channel | None = None
    attention: _Channel | None = None


class OutputSection(ReaderSection):
    """An output: its name, its driver, what the desk uses it for, and the driver's own settings."""

    receipts: bool = True
    """Whether a receipt printer prints what was taken and returned when a session ends."""
    pulse: PulseSection = PulseSection()


class Config(_Section):
    """Everything that can be set for a station; every value has a default."""

    station: StationSection = StationSection()
    screen: ScreenSection = ScreenSection()
    desk: DeskSection = DeskSection()
    panel: PanelSection = PanelSection()
    sound: SoundSection = SoundSection()
    backup: BackupSection = BackupSection()
    retention: RetentionSection = RetentionSection()
    sync: SyncSection | None = None
    """None for a station that is alone."""
    central: CentralSection = CentralSection()
    readers: tuple[ReaderSection, ...] = ()
    outputs: tuple[OutputSection, ...] = ()
    _file: Path | None = PrivateAttr(default=None)

    @property
    def file(self) -> Path:
        """Give the file that it was read from, or that would be read if it were there."""
        return self._file or self.data / FILE

    def read_from(self, file: Path) -> "Config":
        """Remember the file; give itself."""
        self._file = file
        return self

    @property
    def data(self) -> Path:
        return self.station.data

    @property
    def keys(self) -> Path:
        return self.station.keys or self.data / "keys"

    @property
    def backups(self) -> Path:
        return self.backup.folder or self.data / "backups"


def load(path: Path | None = None, data: Path | None = None) -> Config:
    """Read the configuration; ``data`` replaces the data folder of the file.

    Args:
        path: The file; when None, ``kiosk.toml`` in ``data``, ``LENDSTATION_CONFIG`` or one of
            PLACES, or the defaults.
        data: The data folder, for stations that need no file.

    Raises:
        Misconfigured: with everything that is wrong.
    """
    own = data.absolute() / FILE if data else None
    chosen = path or (own if own and own.exists() else _found())
    plain: dict[str, Any] = {} if chosen is None else _toml(chosen)
    config = checked(plain).read_from(chosen or own or PLACES[0])
    if data is None:
        return config
    station = config.station.model_copy(update={"data": data.absolute()})
    return config.model_copy(update={"station": station})


def checked(plain: Mapping[str, Any]) -> Config:
    """Check a parsed file, the settings of its readers included. Raises Misconfigured."""
    lists = {key: each for key in _LISTS if isinstance(each := plain.get(key), list)}
    values = {**plain, **{key: tuple(each) for key, each in lists.items()}}
    problems = [line for key, each in lists.items() for line in _device_problems(key, each)]
    try:
        config = Config.model_validate(values)
    except ValidationError as error:
        problems = [_in_words(each) for each in error.errors()] + problems
        raise Misconfigured(problems) from error
    if problems:
        raise Misconfigured(problems)
    return config


def _found() -> Path | None:
    named = os.environ.get("LENDSTATION_CONFIG")
    if named:
        return Path(named)
    return next((place for place in PLACES if place.exists()), None)


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Misconfigured([f"{path}: {error.strerror}"]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Misconfigured([f"{path}: is not TOML: {error}"]) from error


def _in_words(error: Any) -> str:  # noqa: ANN401 - pydantic's ErrorDetails
    where = "".join(
        f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in error["loc"]
    ).lstrip(".")
    match error["type"]:
        case "extra_forbidden":
            return f"{where}: there is no such setting"
        case "missing":
            return f"{where}: is missing"
        case "value_error":
            return f"{where}: {error['ctx']['error']}"
        case _:
            said = error["msg"].removeprefix("Input ").removeprefix("String ")
            return f"{where}: {error['input']!r} {said}"


def _device_problems(key: str, devices: list[object]) -> Iterator[str]:
    names: set[str] = set()
    kind_of, ours = _LISTS[key]
    for at, device in enumerate(devices, start=1):
        if not isinstance(device, dict) or not isinstance(device.get("driver"), str):
            continue  # the model says so
        name = str(device.get("name"))
        if name in names:
            yield f"{key}[{at}].name: another {key[:-1]} is called {name!r}"
        names.add(name)
        settings = {each: value for each, value in device.items() if each not in ours}
        try:
            settings_from(kind_of(device["driver"]), settings)
        except SettingsError as error:
            yield from (f"{key}[{at}].{each}" for each in error.problems)
        except HardwareError as error:
            yield f"{key}[{at}].driver: {error.reason}"


def _output_settings(driver: str) -> type[Any]:
    from hardware.outputs.catalogue import output_settings  # few stations have outputs

    return output_settings(driver)


_LISTS: Mapping[str, tuple[Callable[[str], type[Any]], frozenset[str]]] = {
    "readers": (settings_class, frozenset(ReaderSection.model_fields)),
    "outputs": (_output_settings, frozenset(OutputSection.model_fields)),
}
"""The lists of devices: what can be set for a driver, and what is ours and not the driver's."""
