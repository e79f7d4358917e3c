"""Receipts and reminders: in the person's language, each once, and only with the key."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from kiosk.letters import LetterWriter
from kiosk.store import model_rows
from server_sync.central.mail import Mailing, MailServer, Wishes
from tests.centre import TENANT
from tests.fakes.smtp_server import SmtpServer
from tests.postgres import free_port
from tests.server_sync.central.school import School
from tests.store.station_fixture import KEYS

MINUTE_MS = 60_000
DAY_MS = 86_400_000


@pytest.fixture
def post() -> Iterator[SmtpServer]:
    with closing(SmtpServer()) as server:
        yield server


class Office:
    """Plans and sends as the worker does every minute."""

    def __init__(self, school: School, post: SmtpServer) -> None:
        self.school = school
        self.post = post
        self.server = MailServer("127.0.0.1", post.port, "none", "desk@school.example")
        self.wishes = Wishes()

        ((self.taken_ms, self.due_ms),) = school.report(
            "SELECT out_ms, due_ms FROM {}.line WHERE returned_ms = 0"
        )

    def minute(self, now_ms: int = 0, key: bytes = KEYS.organisation) -> int:
        """Do one; ten minutes after the loan unless told otherwise."""
        now_ms = now_ms or self.taken_ms + 10 * MINUTE_MS
        with self.school.login.connected() as connection:
            mailing = Mailing(connection, TENANT, model_rows)
            mailing.plan(self.wishes, now_ms)
            return mailing.send(self.server, LetterWriter(key), now_ms)

    def states(self) -> dict[str, int]:
        count = "SELECT state, count(*) FROM lendstation.mail GROUP BY 1"
        return dict(self.school.centre.run(count))

    def text(self, at: int = -1) -> str:
        return self.post.mails[at].get_content().replace("\r\n", "\n")


@pytest.fixture
def office(school: School, post: SmtpServer) -> Office:
    school.desk.edit_person("ada", email="ada@school.example", language="de")
    school.sync()
    school.desk.wait(600)
    return Office(school, post)


def test_a_receipt_is_sent_once_in_the_borrowers_language(office: Office) -> None:
    assert office.minute() == 1
    assert office.minute() == 0

    (mail,) = office.post.mails
    assert mail["To"] == "ada@school.example"
    assert mail["Subject"] == "2 Gegenstände ausgeliehen"
    assert "Hallo Ada Lovelace,\n\nDas wurde ausgeliehen:" in office.text()
    assert "Canon camera, fällig am Montag, 30. November um 17:00 Uhr" in office.text()
    assert office.states() == {"sent": 1}


def test_no_receipt_leaves_while_somebody_may_still_be_at_the_desk(office: Office) -> None:
    assert office.minute(office.taken_ms + MINUTE_MS) == 0


def test_a_reminder_leaves_once_before_and_once_after_what_is_due(office: Office) -> None:
    office.wishes = Wishes(receipts=False)
    assert office.minute() == 0
    assert office.minute(office.due_ms - DAY_MS + 1) == 1
    assert office.minute(office.due_ms - MINUTE_MS) == 0
    assert office.minute(office.due_ms) == 1
    assert office.minute(office.due_ms + DAY_MS) == 0

    soon, late = office.post.mails
    assert soon["Subject"] == "Bitte rechtzeitig zurückbringen"
    assert late["Subject"] == "Rückgabe überfällig"
    assert "Canon camera" in office.text()
    assert "Tripod" not in office.text()  # it is back


def test_what_came_back_before_its_reminder_left_is_not_mentioned(office: Office) -> None:
    office.wishes = Wishes(receipts=False)
    with office.school.login.connected() as connection:
        Mailing(connection, TENANT, model_rows).plan(office.wishes, office.due_ms - MINUTE_MS)
    office.school.desk.scan("CAM-1")
    office.school.sync()

    assert office.minute(office.due_ms - MINUTE_MS) == 0
    assert office.states() == {"given_up": 1}


def test_what_is_long_overdue_when_the_worker_first_runs_is_left_alone(office: Office) -> None:
    office.wishes = Wishes(receipts=False)
    assert office.minute(office.due_ms + 60 * DAY_MS) == 0
    assert office.states() == {}


def test_nobody_gets_mail_without_an_address_or_with_another_key(
    office: Office, school: School
) -> None:
    school.lend("ben", "MIC-1")
    school.sync()
    school.desk.wait(600)

    assert office.minute(office.taken_ms + 30 * MINUTE_MS, key=bytes(32)) == 0
    assert office.states() == {"given_up": 2}


def test_a_key_that_is_none_gives_up_its_mail_and_keeps_no_other(office: Office) -> None:
    office.school.centre.run(
        "UPDATE lendstation.ledger SET content = convert_to(regexp_replace("
        ' convert_from(content, \'UTF8\'), \'"wrapped_key":"[^"]*"\', \'"wrapped_key":"A"\'),'
        " 'UTF8') WHERE what = 'k' AND convert_from(content, 'UTF8') LIKE '%wrapped_key%'"
    )

    assert office.minute() == 0
    assert office.states() == {"given_up": 1}


def test_the_centre_keeps_no_word_of_a_mail(office: Office) -> None:
    office.minute()

    kept = str(office.school.centre.run("SELECT * FROM lendstation.mail"))
    assert "Ada" not in kept
    assert "@" not in kept


def test_a_mail_server_that_is_away_is_tried_again(office: Office) -> None:
    here, office.server = office.server, MailServer("127.0.0.1", free_port(), "none", "a@b.example")
    assert office.minute() == 0
    assert office.states() == {"waiting": 1}

    office.server = here
    assert office.minute() == 1


def test_a_mail_that_is_refused_for_now_rests_and_one_refused_for_good_is_given_up(
    office: Office,
) -> None:
    office.post.refusals += ["451 busy", "550 nobody here"]
    assert office.minute() == 0
    assert office.minute() == 0
    assert office.states() == {"waiting": 1}
    assert office.minute(office.taken_ms + 30 * MINUTE_MS) == 0
    assert office.states() == {"given_up": 1}
    assert office.post.mails == []


def test_a_mail_that_was_leaving_when_the_worker_was_killed_leaves_under_the_same_name(
    office: Office,
) -> None:
    office.minute()
    office.school.centre.run("UPDATE lendstation.mail SET state = 'sending'")
    assert office.minute() == 0  # another worker may be at it

    assert office.minute(office.taken_ms + 20 * MINUTE_MS) == 1
    first, again = office.post.ids()
    assert first == again
