"""The kernel tells at once that a node came, went, or may be opened by others."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from hardware.hotplug import Hotplug
from hardware.wake import Wake
from tests.hardware.reader_contract import PATIENCE_S

CHANGES: list[Callable[[Path], object]] = [
    lambda node: node.with_name("new").touch(),
    lambda node: node.with_name("link").symlink_to(node),
    lambda node: node.chmod(0o660),
    lambda node: node.unlink(),
]


@pytest.fixture
def stop():
    with closing(Wake()) as wake:
        yield wake


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_of_a_folder_ends_the_wait(
    change: Callable[[Path], object], tmp_path: Path, stop: Wake
):
    node = tmp_path / "ttyUSB0"
    node.touch()
    with closing(Hotplug([str(tmp_path)])) as hotplug:
        hotplug.renew()
        assert not stop.wait(*hotplug.descriptors, timeout_s=0)
        change(node)
        assert stop.wait(*hotplug.descriptors, timeout_s=PATIENCE_S)
        hotplug.renew()
        assert not stop.wait(*hotplug.descriptors, timeout_s=0)


def test_a_folder_that_came_later_is_watched_from_then_on(tmp_path: Path, stop: Wake):
    by_id = tmp_path / "by-id"
    with closing(Hotplug([str(tmp_path), str(by_id)])) as hotplug:
        hotplug.renew()
        by_id.mkdir()
        assert stop.wait(*hotplug.descriptors, timeout_s=PATIENCE_S)
        hotplug.renew()
        (by_id / "link").touch()
        assert stop.wait(*hotplug.descriptors, timeout_s=PATIENCE_S)
