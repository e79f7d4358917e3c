"""How sync stands, in the few words of the status line; nothing for a station that is alone."""

from datetime import datetime, timedelta

from kiosk.domain.sync_status import SyncStatus
from kiosk.shell.palette import Tone
from kiosk.shell.words import _, ngettext

OLD = timedelta(minutes=15)
"""Longer without a word from the centre, and staff should know."""
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def sync_words(status: SyncStatus, now: datetime) -> tuple[str, Tone]:
    """Say how long ago the last sync was and what is unsent, and how grave that is."""
    if not status.has_centre:
        return "", Tone.NEUTRAL
    if status.progress is not None:
        return _("First sync {percent} %").format(percent=status.progress), Tone.ATTENTION
    if status.synced_at is None:
        age, is_old = _("not synced yet"), True
    else:
        age, is_old = _ago(now - status.synced_at), now - status.synced_at > OLD
    words = age
    if status.unsent:
        unsent = ngettext("{count} unsent", "{count} unsent", status.unsent)
        words = f"{age} · {unsent.format(count=status.unsent)}"
    return words, Tone.ATTENTION if is_old else Tone.NEUTRAL


def _ago(age: timedelta) -> str:
    seconds = max(0, int(age.total_seconds()))
    if seconds < 2 * _MINUTE:
        return _("synced just now")
    if seconds < 2 * _HOUR:
        return _("synced {count} min ago").format(count=seconds // _MINUTE)
    if seconds < 2 * _DAY:
        return _("synced {count} h ago").format(count=seconds // _HOUR)
    return _("synced {count} days ago").format(count=seconds // _DAY)
