"""`serve --reload`, on a copy of the portal that is changed while it runs."""

import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.cli.upkeep.reload import WATCHED, changes, stamps
from tests.cli.served import FLASK, ROOT, answer
from tests.patience import PATIENCE, until


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    place = tmp_path / "copy"
    place.mkdir()
    (place / "migrations").mkdir()
    for name in WATCHED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, place / name)
        else:
            shutil.copy(ROOT / name, place / name)
    return place


@pytest.fixture
def said(tmp_path: Path) -> Path:
    return tmp_path / "said.txt"


@pytest.fixture
def served(copy: Path, environment: dict[str, str], said: Path) -> Iterator[subprocess.Popen[bytes]]:
    with said.open("w") as output:
        server = subprocess.Popen(
            [*FLASK, "serve", "--reload"], cwd=copy, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    yield server
    server.terminate()
    server.wait(PATIENCE)


def test_templates_and_code_are_served_anew_and_a_fault_ends_nothing(
    served: subprocess.Popen[bytes], copy: Path, environment: dict[str, str], said: Path
) -> None:
    url = f"http://127.0.0.1:{environment['PORT']}/"
    answer(url)

    base = copy / "templates" / "base.html"
    base.write_text(base.read_text().replace("</body>", "<p>Pied nouveau</p></body>"))
    answer(url, holding="Pied nouveau")
    entry = copy / "wsgi.py"
    whole = entry.read_text()
    entry.write_text("raise SystemExit('half written')")
    until(lambda: "half written" in said.read_text())
    settings = copy / "config.py"
    settings.write_text(settings.read_text().replace("La Sambrienne", "Autre Maison"))
    entry.write_text(whole)
    answer(url, holding="Autre Maison")

    served.send_signal(signal.SIGTERM)
    assert served.wait(PATIENCE) == 0
    assert "Served anew: templates/base.html\n" in said.read_text()


def test_a_file_that_is_new_gone_or_written_counts_and_compiled_python_does_not(tmp_path: Path) -> None:
    place = tmp_path / "portal"
    (place / "__pycache__").mkdir(parents=True)
    for name in ("kept.py", "gone.py", "written.html"):
        (place / name).write_text("")
    before = stamps(tmp_path)
    (place / "gone.py").unlink()
    (place / "new.css").write_text("")
    (place / "__pycache__" / "kept.pyc").write_text("")
    written = {**stamps(tmp_path), place / "written.html": 1}

    assert [path.name for path in changes(before, written)] == ["gone.py", "new.css", "written.html"]
    assert changes(before, before) == []
