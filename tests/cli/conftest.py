"""A portal's home whose database stands at the last migration, and the environment of a process that serves it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.served import FLASK, ROOT, free_port


def environment_of(home: Path) -> dict[str, str]:
    return {**os.environ, "PORTAL_HOME": str(home), "PORTAL_ENV": "development", "PORT": str(free_port())}


@pytest.fixture(scope="package")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose database stands at the last migration; a test takes a copy."""
    home = tmp_path_factory.mktemp("upgraded")
    subprocess.run([*FLASK, "db", "upgrade"], cwd=ROOT, env=environment_of(home), check=True)
    return home


@pytest.fixture
def environment(upgraded: Path, tmp_path: Path) -> dict[str, str]:
    shutil.copytree(upgraded, tmp_path / "home")
    return environment_of(tmp_path / "home")
