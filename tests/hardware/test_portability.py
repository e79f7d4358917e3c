"""The library can be imported where there is no Linux and nothing of any vendor."""

import subprocess
import sys

PROGRAM = """
import importlib, pkgutil, sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in BLOCKED:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

BLOCKED = {
    "serial", "evdev", "cv2", "zxingcpp", "pyzbar", "escpos", "PIL", "smartcard", "pyudev",
    "fcntl", "termios", "tty", "pty", "resource", "grp", "pwd",
}
for name in BLOCKED & set(sys.modules):
    del sys.modules[name]
sys.meta_path.insert(0, Missing())
import hardware
for module in pkgutil.walk_packages(hardware.__path__, "hardware."):
    if module.name not in DEVICES_FOR_TESTS:
        importlib.import_module(module.name)
        print(module.name)
"""
POSIX_ALONE = ("hardware.simulated_wire",)
"""Pseudo-terminals, for the demo and the tests."""


def test_every_module_imports_without_linux_and_without_vendors():
    program = PROGRAM.replace("DEVICES_FOR_TESTS", repr(POSIX_ALONE))
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert "hardware.outputs.relay" in done.stdout
    assert "hardware.rfid.em4100" in done.stdout
