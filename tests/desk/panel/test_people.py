from datetime import timedelta

import pytest

from kiosk.desk.panel.acts import Done, No, Why
from kiosk.desk.panel.keys import GiveBadge, WithdrawBadge
from kiosk.desk.panel.people import Bar, GiveRole, Unbar, WithdrawRole
from kiosk.desk.panel.pins import Pins
from kiosk.desk.panel.records import ChangePerson, NewPerson, RemovePerson
from kiosk.desk.panel.staff import SignedInFor, Staff
from kiosk.domain.ids import Alias, PersonId
from kiosk.domain.ports import Code, PinVerdict
from kiosk.domain.roles import Role
from kiosk.store.erasure import erase
from kiosk.store.panel_queries import PanelQueries
from tests.desk.panel.school import ADMIN_BADGE, PUPIL_BADGE, School

NOBODY = PersonId("01936a00-0000-7000-8000-00000000ffff")


def person(school: School, who: PersonId):
    with school.station.books.read(school.clock.now()) as book:
        return book.person_by_id(who)


def find(school: School, code: Code):
    with school.station.books.read(school.clock.now()) as book:
        return book.find(code)


def test_a_barred_person_is_barred_until_the_bar_is_lifted(school: School, panel: PanelQueries):
    until = school.clock.now() + timedelta(days=3)
    bar = school.made(Bar(school.pupil, " Broke a tablet ", until))

    assert [b.reason for b in person(school, school.pupil).bars] == ["Broke a tablet"]

    sheet = panel.person(school.pupil)
    school.made(Unbar(sheet.bars[0].alias, bar))
    assert person(school, school.pupil).bars == ()


def test_a_bar_needs_a_person_a_reason_and_an_end_to_come(school: School):
    gone_by = school.clock.now()

    assert school.do(Bar(NOBODY, "x")) == No(Why.GONE)
    assert school.do(Bar(school.pupil, "  ")) == No(Why.REASON_MISSING)
    assert school.do(Bar(school.pupil, "x", gone_by)) == No(Why.IN_THE_PAST)
    assert isinstance(school.do(Bar(school.pupil, "x")), Done)


def test_what_the_role_does_not_allow_is_refused(school: School):
    assert school.do(Bar(school.pupil, "x"), school.assistant) == No(Why.NOT_PERMITTED)


def test_a_role_that_was_taken_away_counts_no_more(school: School):
    school.made(GiveRole(school.assistant.id, Role.MANAGER))
    school.do(WithdrawRole(school.assistant.id, Role.MANAGER))
    stale = Staff(school.assistant.id, "Dina", frozenset({Role.MANAGER}))

    assert school.do(Bar(school.pupil, "x"), stale) == No(Why.NOT_PERMITTED)


def test_somebody_who_is_not_there_may_do_nothing(school: School):
    ghost = Staff(NOBODY, "Ghost", frozenset({Role.ADMIN}))

    assert school.do(Bar(school.pupil, "x"), ghost) == No(Why.NOT_PERMITTED)


def test_roles_are_given_and_withdrawn_by_an_admin_alone(school: School):
    assert school.do(GiveRole(NOBODY, Role.DESK)) == No(Why.GONE)
    assert school.do(GiveRole(school.assistant.id, Role.DESK)) == No(Why.NOTHING_CHANGED)
    assert school.do(WithdrawRole(school.pupil, Role.DESK)) == No(Why.GONE)
    assert school.do(WithdrawRole(school.admin.id, Role.ADMIN)) == No(Why.LAST_ADMIN)
    school.made(GiveRole(school.assistant.id, Role.MANAGER))
    manager = Staff(school.assistant.id, "Dina", frozenset({Role.MANAGER}))
    assert school.do(GiveRole(school.pupil, Role.DESK), manager) == No(Why.NOT_PERMITTED)


def test_a_badge_opens_and_a_withdrawn_one_does_not(school: School, panel: PanelQueries):
    assert find(school, PUPIL_BADGE)

    badge = panel.person(school.pupil).badges[0]
    school.made(WithdrawBadge(badge.alias, badge.id))

    assert find(school, PUPIL_BADGE) == ()
    assert school.do(WithdrawBadge(Alias("x"), badge.id)) == No(Why.GONE)


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (Code("", technology="em4100"), Why.CODE_UNREADABLE),
        (Code("LS:DONE"), Why.CODE_IS_COMMAND),
        (Code("08112233", technology="iso14443a"), Why.UID_RANDOM),
        (Code("88112233", technology="iso14443a"), Why.UID_HALF_READ),
        (Code("00000000", technology="iso14443a"), Why.CODE_UNREADABLE),
        (ADMIN_BADGE, Why.CODE_TAKEN),
    ],
)
def test_a_code_that_cannot_be_a_badge_is_refused(school: School, code: Code, why: Why):
    assert school.do(GiveBadge(school.pupil, code)) == No(why)


def test_a_whole_uid_can_be_a_badge(school: School):
    uid = Code("04112233445566", technology="iso14443a")

    assert isinstance(school.do(GiveBadge(school.pupil, uid)), Done)
    assert find(school, uid)


def test_a_reading_that_could_be_two_badges_names_both_and_so_nobody(school: School):
    scan = Code("67003B51C6", technology="em4100")
    school.made(GiveBadge(school.pupil, Code("C6513B0067", technology="raw")))
    assert [each.id for each in find(school, scan)] == [school.pupil]

    school.made(GiveBadge(school.assistant.id, Code("003B51C6", technology="w34")))

    assert {each.id for each in find(school, scan)} == {school.pupil, school.assistant.id}


def test_an_adopted_code_is_unknown_no_more(school: School, panel: PanelQueries):
    code = Code("1122334455", technology="em4100")
    with school.station.books.write(school.clock.now()) as book:
        book.keep_unknown(code)
    assert len(panel.unknown_codes(9)) == 1

    school.made(GiveBadge(school.pupil, code))

    assert panel.unknown_codes(9) == ()


def test_nobody_gives_keys_to_somebody_who_may_do_more(school: School, panel: PanelQueries):
    school.made(GiveRole(school.assistant.id, Role.MANAGER))
    manager = Staff(school.assistant.id, "Dina", frozenset({Role.MANAGER}))
    spare = Code("1122334455", technology="em4100")

    assert school.do(GiveBadge(school.admin.id, spare), manager) == No(Why.OUTRANKED)
    badge = panel.person(school.admin.id).badges[0]
    assert school.do(WithdrawBadge(badge.alias, badge.id), manager) == No(Why.OUTRANKED)
    assert school.do(GiveBadge(NOBODY, spare), manager) == No(Why.GONE)
    pins = Pins(school.station.books, school.station.secrets, school.clock)
    assert pins.set_pin(manager, school.admin.id, "9753") == No(Why.OUTRANKED)


def test_pins_and_passwords_are_set_and_locks_are_lifted(school: School):
    secrets = school.station.secrets
    pins = Pins(school.station.books, secrets, school.clock)
    who = school.assistant.id

    assert pins.set_pin(school.admin, who, "1357") == Done()
    assert secrets.check_pin(who, "1357", school.clock.now()).verdict is PinVerdict.RIGHT
    assert pins.set_pin(school.admin, who, "1111").why is Why.PIN_WEAK
    assert pins.set_password(school.admin, who, "correct horse") == Done()
    assert pins.set_password(school.admin, who, "short").why is Why.PIN_WEAK
    assert pins.unlock(school.admin, who) == Done()


def test_everybody_may_set_their_own_pin_but_not_lift_their_own_lock(school: School):
    pins = Pins(school.station.books, school.station.secrets, school.clock)
    assistant = school.assistant

    assert pins.set_pin(assistant, assistant.id, "1357") == Done()
    assert pins.unlock(assistant, assistant.id) == No(Why.NOT_PERMITTED)
    assert pins.unlock(assistant, school.pupil) == No(Why.NOT_PERMITTED)
    assert pins.set_pin(assistant, school.pupil, "1357") == No(Why.NOT_PERMITTED)
    assert pins.set_password(assistant, school.pupil, "long enough") == No(Why.NOT_PERMITTED)
    assert pins.set_pin(school.admin, NOBODY, "1357") == No(Why.GONE)
    ghost = Staff(NOBODY, "Ghost", frozenset())
    assert pins.set_pin(ghost, school.pupil, "1357") == No(Why.NOT_PERMITTED)


def test_a_person_is_changed_field_by_field(school: School, panel: PanelQueries):
    base = panel.person(school.pupil).record.base

    school.made(ChangePerson(school.pupil, base, {"name": "Pippa Pupil", "number": ""}))

    changed = person(school, school.pupil)
    assert (changed.name, changed.number, changed.department) == ("Pippa Pupil", "", "Year 9")
    assert panel.exceptions(9) == ()


def test_a_person_without_a_name_is_refused_with_the_reason(school: School):
    assert school.do(NewPerson({"category": "pupil"})) == No(Why.INVALID, {"name": "empty"})
    assert school.do(ChangePerson(school.pupil, "", {"name": " "})).why is Why.INVALID
    assert school.do(ChangePerson(school.pupil, "", {})) == No(Why.NOTHING_CHANGED)
    assert school.do(ChangePerson(NOBODY, "", {"name": "x"})) == No(Why.GONE)


def test_a_person_is_taken_out_of_use_once_nothing_is_out(school: School, panel: PanelQueries):
    school.lend(school.camera)
    assert school.do(RemovePerson(school.pupil)) == No(Why.IS_OUT)
    assert school.do(RemovePerson(school.admin.id)) == No(Why.OUTRANKED)

    school.made(RemovePerson(school.assistant.id))

    names = [row.name for row in panel.people(school.clock.now(), "", (), 9)]
    assert names == ["Ada Admin", "Pip Pupil"]
    assert school.do(RemovePerson(school.assistant.id)) == No(Why.GONE)


def test_nothing_is_written_about_somebody_who_was_erased(school: School):
    erase(school.station, school.pupil)

    for act in (
        Bar(school.pupil, "broke a tablet"),
        GiveRole(school.pupil, Role.DESK),
        ChangePerson(school.pupil, "", {"name": "Somebody"}),
    ):
        assert school.do(act) == No(Why.GONE)


def test_whose_time_is_over_is_staff_no_more(school: School, panel: PanelQueries):
    assistant = person(school, school.assistant.id)
    assert Staff.of(assistant, school.clock.now()) is not None

    base = panel.person(school.assistant.id).record.base
    school.made(ChangePerson(school.assistant.id, base, {"valid_until": "2026-11-01"}))

    assert Staff.of(person(school, school.assistant.id), school.clock.now()) is None


def test_the_panel_signs_out_when_idle_and_after_the_longest_time(school: School):
    start = school.clock.now()
    stay = SignedInFor.since(start, idle_s=90, most_s=900)

    assert stay.seconds_left(start) == 90
    assert stay.seconds_left(start + timedelta(seconds=90)) == 0
    later = start + timedelta(seconds=880)
    assert stay.touched(later).seconds_left(later) == 20
    assert stay.touched(later).seconds_left(later + timedelta(seconds=19, milliseconds=1)) == 1
