"""The domain stands alone: every module can be read with the standard library only."""

import ast
import importlib
import pkgutil
import sys
from pathlib import Path

import pytest

import kiosk.domain

MODULES = sorted(
    found.name for found in pkgutil.walk_packages(kiosk.domain.__path__, "kiosk.domain.")
)


@pytest.mark.parametrize("name", MODULES)
def test_a_module_of_the_domain_imports_the_standard_library_and_the_domain(name):
    module = importlib.import_module(name)
    tree = ast.parse(Path(module.__file__ or "").read_text("utf-8"))

    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    strangers = {
        each
        for each in imported
        if each.partition(".")[0] not in sys.stdlib_module_names
        and not each.startswith("kiosk.domain")
    }
    assert not strangers
