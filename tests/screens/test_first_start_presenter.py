"""The first start's presenter: what follows what, what is wrong, and the key shown once."""

import pytest

from kiosk.domain.ports import Code
from kiosk.screens.first_start_presenter import FirstStartPresenter, NewStation
from kiosk.screens.views import FirstStartView, Step

SITE = ("Northfield Academy", "Main building", "Europe/London", "gbp")
ADMIN = ("Media store", "Ada Admin", "0F00ADA001")


class World:
    """The screens, and what comes of the answers."""

    def __init__(self) -> None:
        self.view = FirstStartView(Step.WELCOME, "", "")
        self.asked: list[NewStation] = []
        self.finished = 0
        self.codes: list[str] = []
        self.presenter = FirstStartPresenter(
            self, self.asked.append, self.codes.append, self._finish
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


def test_an_enrolment_code_joins_other_stations_instead(world: World):
    world.presenter.tapped(Code("LSE1:abc"))
    assert (world.codes, world.view.message) == (["LSE1:abc"], "Joining the other stations …")

    world.presenter.joined()

    assert world.finished == 1
    assert not world.presenter.is_open
