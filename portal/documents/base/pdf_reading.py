"""What a PDF that somebody sent lets be read, and by whom."""

from dataclasses import dataclass
from threading import Lock

import pypdfium2
from pypdfium2 import raw

from portal.rules.refusals.base import FileProtected, FileUnreadable

PAGES_READ = 20

# PDFium is not made for several threads at once.
_one_pdf_at_a_time = Lock()


@dataclass(frozen=True, slots=True)
class PdfFacts:
    """`has_text`: there are words, and not only pictures of pages. `tagged`: a screen reader can read them in order."""

    has_text: bool
    tagged: bool


def facts_of(content: bytes) -> PdfFacts:
    """What the first twenty pages show.

    Tagged is what says that it is, has a tree of its parts on a page, and has words: some programs write the mark and
    no tree, and a scan may have a tree around a picture. Raises FileProtected, and FileUnreadable for a damaged PDF or
    one without pages.
    """
    with _one_pdf_at_a_time:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as problem:
            raise (FileProtected if "password" in str(problem).lower() else FileUnreadable) from problem
        try:
            return _facts(document)
        except pypdfium2.PdfiumError as problem:
            raise FileUnreadable from problem
        finally:
            document.close()


def _facts(document: pypdfium2.PdfDocument) -> PdfFacts:
    if len(document) == 0:
        raise FileUnreadable
    pages = [document[number] for number in range(min(len(document), PAGES_READ))]
    has_text = any(page.get_textpage().get_text_range().strip() for page in pages)
    marked = bool(raw.FPDFCatalog_IsTagged(document.raw))
    return PdfFacts(has_text, tagged=has_text and marked and any(_has_tree(page) for page in pages))


def _has_tree(page: pypdfium2.PdfPage) -> bool:
    tree = raw.FPDF_StructTree_GetForPage(page.raw)
    if not tree:
        return False
    try:
        return int(raw.FPDF_StructTree_CountChildren(tree)) > 0
    finally:
        raw.FPDF_StructTree_Close(tree)
