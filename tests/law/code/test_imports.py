"""Each floor imports only what is below it: the contracts of pyproject.toml, kept."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
CHECK = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_logo=True))"


def test_each_floor_imports_only_what_is_below_it() -> None:
    checked = subprocess.run([sys.executable, "-c", CHECK], cwd=ROOT, capture_output=True, text=True, check=False)

    assert checked.returncode == 0, checked.stdout


def test_importing_the_rules_loads_no_framework() -> None:
    found = (path.relative_to(ROOT).with_suffix("") for path in (ROOT / "portal" / "rules").rglob("*.py"))
    rules = sorted(".".join(path.parts) for path in found if path.stem != "__init__")
    heavy = "{'flask', 'sqlalchemy', 'icalendar', 'wtforms'} & set(sys.modules)"
    imports = ", ".join(rules)
    code = f"import sys; import {imports}; assert not {heavy}, {heavy}"

    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)

    assert loaded.returncode == 0, loaded.stderr
