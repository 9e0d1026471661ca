"""What a PDF that somebody sent lets be read, and by whom."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.documents.base import pdf_child
from portal.rules.refusals.base import FileProtected, FileUnreadable

_CHILD = Path(pdf_child.__file__)


@dataclass(frozen=True, slots=True)
class PdfFacts:
    """`has_text`: there are words, and not only pictures of pages. `tagged`: a screen reader can read them in order."""

    has_text: bool
    tagged: bool


def facts_of(content: bytes) -> PdfFacts:
    """What the first twenty pages show, read in a process of its own (docs/adr/0025).

    Tagged is what says that it is, has a tree of its parts on a page, and has words: some programs write the mark and
    no tree, and a scan may have a tree around a picture. Raises FileProtected, and FileUnreadable for a damaged PDF,
    one without pages, or one that asks for more memory or time than a document does.
    """
    found = _read(content)
    match found.get("fault"):
        case pdf_child.PROTECTED:
            raise FileProtected
        case pdf_child.UNREADABLE:
            raise FileUnreadable
    return PdfFacts(bool(found["has_text"]), bool(found["tagged"]))


def _read(content: bytes) -> dict[str, Any]:
    try:
        done = subprocess.run(  # noqa: S603 (our own program, under our own name)
            [sys.executable, "-I", str(_CHILD)],
            input=content,
            capture_output=True,
            timeout=2 * pdf_child.SECONDS,
            check=True,
        )
    except (subprocess.SubprocessError, OSError) as fault:
        raise FileUnreadable from fault
    found: dict[str, Any] = json.loads(done.stdout)
    return found
