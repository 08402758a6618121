"""What is installed: the command, the packages, and the files they need beside them."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib.metadata import version
from itertools import chain
from pathlib import Path

from tui.cli import COMMANDS, MEASURES
from tui.collection import seeds_folder

ROOT = Path(__file__).parent.parent
DOSSIER = Path(sys.executable).with_name("dossier")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_the_command_is_installed_and_knows_its_version() -> None:
    said = subprocess.run([DOSSIER, "--version"], capture_output=True, text=True, check=True).stdout
    assert said == f"dossier {version('dossier')}\n"
    assert version("dossier") == PROJECT["project"]["version"]


def test_the_seeds_are_found() -> None:
    assert len(list(seeds_folder().glob("*.md"))) >= 39


def test_every_file_that_the_packages_read_is_shipped() -> None:
    shipped = PROJECT["tool"]["setuptools"]["package-data"]["*"]
    listed = subprocess.run(
        ["git", "ls-files", "index", "qa", "tui", "seeds"], cwd=ROOT, capture_output=True, check=True
    )
    files = [
        path for path in map(Path, listed.stdout.decode().splitlines()) if path.parent.name not in ("weights", "news")
    ]
    assert not [str(file) for file in files if file.suffix != ".py" and f"*{file.suffix}" not in shipped]


def test_what_is_pinned_is_within_what_is_asked_for() -> None:
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    asked = [*PROJECT["project"]["dependencies"], *chain(*PROJECT["project"]["optional-dependencies"].values())]
    wanted = {canonicalize_name(Requirement(line).name): Requirement(line).specifier for line in asked}
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = {canonicalize_name(line.split("==")[0]): line.split("==")[1] for line in lines if not line.startswith("#")}
    assert set(wanted) <= set(pins)
    assert not [name for name, specifier in wanted.items() if pins[name] not in specifier]


def test_the_readme_documents_every_command_and_flag() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for command in (*COMMANDS, *MEASURES):
        said = subprocess.run([DOSSIER, command, "--help"], capture_output=True, text=True, check=True).stdout
        assert f"dossier {command}" in readme
        missing = [
            flag for flag in re.findall(r"--[a-z]+(?:-[a-z]+)*", said) if flag != "--help" and flag not in readme
        ]
        assert not missing, (command, missing)
