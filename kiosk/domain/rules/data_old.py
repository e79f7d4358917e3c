"""L012: what this station knows of the others may be too old for what is at stake."""

from dataclasses import dataclass
from typing import ClassVar

from kiosk.domain.policy import Offline
from kiosk.domain.refusals import Facts, RefusalCode, Severity
from kiosk.domain.roles import Permission
from kiosk.domain.rules.request import CheckOutRequest, name_of

HOUR_S = 3_600
DAY_S = 86_400
_BANDS = {
    Offline.ASK_HOUR: HOUR_S,
    Offline.BLOCK_HOUR: HOUR_S,
    Offline.ASK_DAY: DAY_S,
    Offline.BLOCK_DAY: DAY_S,
}


@dataclass(frozen=True, slots=True)
class DataOld:
    """By policy: ask or block after an hour or a day without news; a lone station has no age."""

    code: ClassVar = RefusalCode.DATA_OLD
    may_pass: ClassVar[Permission | None] = Permission.OVERRIDE_THING
    borrower_message: ClassVar = "{item} is checked with the other desks, and they cannot be asked."
    staff_message: ClassVar = "No news from the other desks for {hours} h. Let it pass, or wait."
    next_step: ClassVar = "Please ask a member of staff."

    offline: Offline = Offline.ALLOW

    @property
    def severity(self) -> Severity:
        """Ask the borrower, or leave it to staff."""
        asks = self.offline in (Offline.ASK_HOUR, Offline.ASK_DAY)
        return Severity.ASK if asks else Severity.STAFF

    def objection(self, request: CheckOutRequest) -> Facts | None:
        age = request.data_age_s
        if age is None or not self.is_over(age):
            return None
        return {"item": name_of(request), "hours": age // HOUR_S}

    def is_over(self, age_s: int | None) -> bool:
        """Say whether news of this age is too old; a lone station's, None, never is."""
        band = _BANDS.get(self.offline)
        return band is not None and age_s is not None and age_s > band
