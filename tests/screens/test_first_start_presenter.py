"""The first start's presenter: what follows what, what is wrong, and the key shown once."""

import pytest

from kiosk.domain.ports import Code
from kiosk.screens.first_start_presenter import FirstStartPresenter, Invitation, NewStation
from kiosk.screens.views import FirstStartView, Step

SITE = ("Northfield Academy", "Main building", "Europe/London", "gbp")
ADMIN = ("Media store", "Ada Admin", "0F00ADA001")


class World:
    """The screens, and what comes of the answers."""

    def __init__(self) -> None:
        self.view = FirstStartView(Step.WELCOME, "", "")
        self.asked: list[NewStation] = []
        self.finished = 0
        self.read: list[str] = []
        self.codes: list[str] = []
        self.presenter = FirstStartPresenter(
            self, self.asked.append, self.read.append, self.codes.append, self._finish
        )

    def show_first_start(self, view: FirstStartView) -> None:
        self.view = view

    def _finish(self) -> None:
        self.finished += 1


@pytest.fixture
def world() -> World:
    made = World()
    made.presenter.begin()
    made.presenter.submitted(())
    return made


def test_the_answers_make_a_station_and_its_key_is_shown_once(world: World):
    world.presenter.submitted(SITE)
    world.presenter.submitted(ADMIN)
    world.presenter.pin_entered("2580")
    assert world.view.title == "The same PIN once more"
    world.presenter.pin_entered("2580")

    (new,) = world.asked
    assert (new.answers.currency, new.answers.admin, new.answers.pin) == (
        "GBP",
        "Ada Admin",
        "2580",
    )
    assert new.badge == Code("0F00ADA001", technology="em4100")
    world.presenter.founded("K7QD-93MX")
    assert (world.view.step, world.view.recovery_key) == (Step.RECOVERY, "K7QD-93MX")
    world.presenter.submitted(())
    assert world.finished == 1
    assert not world.presenter.is_open


@pytest.mark.parametrize(
    ("values", "says"),
    [
        (("", *SITE[1:]), "Please fill in every line."),
        ((*SITE[:2], "Nowhere/Land", "GBP"), "This is no time zone"),
        ((*SITE[:3], "pounds"), "A currency has three letters"),
    ],
)
def test_a_page_with_a_mistake_stays_and_says_what_is_wrong(world: World, values, says):
    world.presenter.submitted(values)

    assert world.view.step is Step.SITE
    assert world.view.message.startswith(says)
    assert world.view.values[1] == "Main building"


def test_an_admin_needs_a_badge_and_may_tap_it(world: World):
    world.presenter.submitted(SITE)
    world.presenter.submitted(("Media store", "Ada Admin", ""))
    assert world.view.message.startswith("Tap a badge")

    tapped = Code("04A1B2C0", technology="iso14443a")
    world.presenter.tapped(tapped)
    assert world.view.values == ("Media store", "Ada Admin", "04A1B2C0")
    world.presenter.submitted(world.view.values)
    world.presenter.tapped(Code("0F00000001", technology="em4100"))
    for _ in range(2):
        world.presenter.pin_entered("2580")
    assert world.asked[0].badge == tapped


@pytest.mark.parametrize(
    ("uid", "says"),
    [
        ("0824A937", "This card shows another number"),
        ("880419EE", "Only half of this card"),
        ("00000000", "Tap a badge"),
    ],
)
def test_a_card_that_cannot_be_known_again_is_refused_with_the_reason(world: World, uid, says):
    world.presenter.submitted(SITE)
    world.presenter.tapped(Code(uid, technology="iso14443a"))
    world.presenter.submitted(("Media store", "Ada Admin", uid))

    assert world.view.step is Step.ADMIN
    assert world.view.message.startswith(says)


def test_two_pins_that_differ_and_a_weak_one_are_asked_again(world: World):
    world.presenter.submitted(SITE)
    world.presenter.submitted(ADMIN)

    world.presenter.pin_entered("1111")
    assert world.view.message.startswith("Four digits or more")
    world.presenter.pin_entered("2580")
    world.presenter.pin_entered("2581")
    assert world.view.message == "These two were not the same."
    assert world.asked == []


def test_one_can_go_back_and_finds_what_was_typed(world: World):
    world.presenter.submitted(SITE)
    world.presenter.gone_back()

    assert world.view.step is Step.SITE
    assert world.view.values[0] == "Northfield Academy"


INVITATION = Invitation("LSE1:abc", "db.example.org:5432", "lendstation / school", "Library")


@pytest.fixture
def invited(world: World) -> World:
    world.presenter.tapped(Code("LSE1:abc"))
    world.presenter.invited(INVITATION)
    return world


def test_a_scanned_enrolment_code_asks_and_joins_nothing(invited: World):
    assert invited.read == ["LSE1:abc"]
    assert (invited.view.step, invited.view.title) == (Step.JOIN, "Join this centre?")
    assert [fact for _, fact in invited.view.facts] == [
        "db.example.org:5432",
        "lendstation / school",
        "Library",
    ]
    for text in ("LSE1:abc", "04A1B2C0", "LS:DONE", "LS:MORE-TIME", "yes", "\r", "AV-0182"):
        invited.presenter.tapped(Code(text))
    assert invited.view.step is Step.JOIN
    assert (invited.codes, invited.finished) == ([], 0)


@pytest.mark.parametrize("answer", ["back", "LS:NO", "LS:CANCEL"])
def test_a_centre_that_is_declined_is_not_joined(invited: World, answer: str):
    if answer == "back":
        invited.presenter.gone_back()
    else:
        invited.presenter.tapped(Code(answer))
    invited.presenter.tapped(Code("LS:YES"))

    assert (invited.view.step, invited.codes) == (Step.WELCOME, [])


def test_the_code_that_was_shown_last_is_the_one_that_is_joined(invited: World):
    invited.presenter.invited(Invitation("LSE1:other", "else.example:5432", "x / y", "Gym"))
    invited.presenter.submitted(())

    assert invited.codes == ["LSE1:other"]


def test_no_invitation_comes_over_the_recovery_key(world: World):
    world.presenter.founded("K7QD-93MX")
    world.presenter.tapped(Code("LSE1:abc"))
    world.presenter.invited(INVITATION)

    assert (world.read, world.view.step) == ([], Step.RECOVERY)


@pytest.mark.parametrize("agree", ["touch", "LS:YES"])
def test_an_enrolment_code_joins_other_stations_once_somebody_agrees(invited: World, agree: str):
    world = invited
    if agree == "touch":
        world.presenter.submitted(())
    else:
        world.presenter.tapped(Code(agree))
    assert (world.codes, world.view.message) == (["LSE1:abc"], "Joining the other stations …")

    world.presenter.joined()

    assert world.finished == 1
    assert not world.presenter.is_open
