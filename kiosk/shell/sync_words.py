"""How sync stands, in few words for the line below every screen; none for a station alone."""

from datetime import datetime

from kiosk.domain.rules.data_old import DAY_S, HOUR_S
from kiosk.domain.sync_status import SyncStatus
from kiosk.domain.trouble import TroubleCode
from kiosk.shell.palette import Tone
from kiosk.shell.words import _, ngettext

_MINUTE_S = 60


def sync_words(status: SyncStatus, now: datetime) -> tuple[tuple[str, ...], Tone]:
    """Say how old the last sync is and what is unsent, the gravest first, and how grave it is.

    Up to an hour is fresh; later, and when the last round failed, somebody should know.
    """
    if not status.has_centre:
        return (), Tone.NEUTRAL
    age_s = None if status.synced_at is None else int((now - status.synced_at).total_seconds())
    wrong = _wrong(status, age_s)
    if status.progress is not None:
        first = _("First sync {percent} %").format(percent=status.progress)
        return tuple(filter(None, (wrong, first))), Tone.ATTENTION
    unsent = ngettext("{count} unsent", "{count} unsent", status.unsent)
    sent = unsent.format(count=status.unsent) if status.unsent else _("all sent")
    age = "" if age_s is None else _age(age_s)
    if wrong:
        return tuple(filter(None, (wrong, sent, age))), Tone.ATTENTION
    return (age, sent), Tone.NEUTRAL


def _wrong(status: SyncStatus, age_s: int | None) -> str:
    """Say in a word what somebody should know; nothing when all is well."""
    if status.trouble:
        return trouble_word(_parted(status.trouble)[0])
    if status.progress is not None:
        return ""
    if age_s is None:
        return _("Not synced yet")
    return _("Out of date") if age_s > HOUR_S else ""


def trouble_told(trouble: str) -> tuple[str, str]:
    """Give what is wrong with sync and what to do about it; ``trouble`` as the station notes it."""
    code, sentence = _parted(trouble)
    return trouble_word(code), f"{_told(code)[1] or _(sentence)} {code}"


def trouble_word(code: str) -> str:
    """Say what is wrong with sync in as few words as a small screen has room for."""
    return _told(code)[0]


def remedy(code: str) -> str:
    """Say what to do about a trouble of the centre."""
    return _told(code)[1] or _later()


def _told(code: str) -> tuple[str, str]:
    """Give the few words and the remedy; no remedy where only the trouble's own sentence tells."""
    told: dict[str, tuple[str, str]] = {
        TroubleCode.CENTRE_UNREACHABLE: (
            _("Centre not reached"),
            _("Look at host and port in [sync], the network and a firewall."),
        ),
        TroubleCode.CENTRE_CERTIFICATE: (
            _("Centre not trusted"),
            _("Look at sslrootcert in [sync], and at the name in the server's certificate."),
        ),
        TroubleCode.CENTRE_PASSWORD: (
            _("Password refused"),
            _("Enrol this station again: `lendstation central enrol`."),
        ),
        TroubleCode.CENTRE_DATABASE: (_("No such database"), _("Look at database in [sync].")),
        TroubleCode.CENTRE_SCHEMA: (
            _("Centre not set up"),
            _("Run `lendstation central init` there, or look at tenant in [sync]."),
        ),
        TroubleCode.CENTRE_FULL: (
            _("Disk of centre full"),
            _("Make room on the disk of the centre."),
        ),
        TroubleCode.CENTRE_READ_ONLY: (
            _("Centre read-only"),
            _("Name the primary server as host in [sync]."),
        ),
        TroubleCode.CENTRE_REVOKED: (
            _("Station shut out"),
            _("Enrol this station again, if it is to belong."),
        ),
        TroubleCode.CENTRE_BUSY: (_("Centre is busy"), _later()),
        TroubleCode.CENTRE_REFUSED: (_("Centre refuses"), ""),
    }
    return told.get(code, (_("Sync stopped"), ""))


def _later() -> str:
    return _("Lending goes on; what is unsent is sent when the centre is back.")


def _parted(trouble: str) -> tuple[str, str]:
    """Part a noted trouble into its code and its sentence."""
    code, _space, sentence = trouble.partition(" ")
    return code, sentence


def _age(age_s: int) -> str:
    if age_s < 2 * _MINUTE_S:
        return _("Synced just now")
    if age_s <= HOUR_S:
        return _("Synced {count} min ago").format(count=age_s // _MINUTE_S)
    if age_s <= DAY_S:
        hours = age_s // HOUR_S
        words = ngettext("Synced {count} hour ago", "Synced {count} hours ago", hours)
        return words.format(count=hours)
    days = age_s // DAY_S
    words = ngettext("Synced {count} day ago", "Synced {count} days ago", days)
    return words.format(count=days)
