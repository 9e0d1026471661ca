"""Run as a program of its own: a PDF on its input, on its output what its first pages show, as JSON.

A file of two kilobytes whose drawings each draw the next ten times keeps the library busy for hours, and it cannot be
interrupted: so it is another process that ends. It imports nothing of the portal.
"""

import contextlib
import json
import resource
import sys
from typing import Any

MEMORY = 1024 * 1024 * 1024
SECONDS = 5
PAGES_READ = 20
PROTECTED, UNREADABLE = "protected", "unreadable"


def limit() -> None:
    """Hold this process to its memory and its time; where a system knows no such limit, the parent's clock remains."""
    for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def read(content: bytes) -> dict[str, Any]:
    """Whether there are words, and whether a screen reader can read them in order; or the `fault` that hides it."""
    import pypdfium2  # after the limits

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as problem:
        return {"fault": PROTECTED if "password" in str(problem).lower() else UNREADABLE}
    try:
        return facts(document)
    except pypdfium2.PdfiumError:
        return {"fault": UNREADABLE}


def facts(document: Any) -> dict[str, Any]:
    """Of the first pages: tagged is what says that it is, has a tree of its parts on a page, and has words."""
    from pypdfium2 import raw

    if len(document) == 0:
        return {"fault": UNREADABLE}
    pages = [document[number] for number in range(min(len(document), PAGES_READ))]
    has_text = any(page.get_textpage().get_text_range().strip() for page in pages)
    marked = bool(raw.FPDFCatalog_IsTagged(document.raw))
    return {"has_text": has_text, "tagged": has_text and marked and any(has_tree(page.raw) for page in pages)}


def has_tree(page: Any) -> bool:
    """Whether the page has a part that a screen reader is told of."""
    from pypdfium2 import raw

    tree = raw.FPDF_StructTree_GetForPage(page)
    if not tree:
        return False
    try:
        return int(raw.FPDF_StructTree_CountChildren(tree)) > 0
    finally:
        raw.FPDF_StructTree_Close(tree)


if __name__ == "__main__":
    limit()
    json.dump(read(sys.stdin.buffer.read()), sys.stdout)
