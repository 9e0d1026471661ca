"""Small files of each kind, made for the tests: the real ones, and the ones that pretend."""

import zipfile
from datetime import UTC, datetime
from io import BytesIO

from PIL import Image

from portal.documents.base import pdf

OPEN_XML = "application/vnd.openxmlformats-officedocument."
WORD_MAIN = f"{OPEN_XML}wordprocessingml.document.main+xml"
ODF_TEXT = "application/vnd.oasis.opendocument.text"


def archive(members: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", method) as written:
        for name, content in members.items():
            written.writestr(name, content)
    return stream.getvalue()


def open_xml(main: str = WORD_MAIN, **members: str | bytes) -> bytes:
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
    return archive({"[Content_Types].xml": types, "word/document.xml": "<document/>", **members})


def open_document(mime: str = ODF_TEXT, **members: str | bytes) -> bytes:
    return archive({"mimetype": mime, "content.xml": "<office/>", **members})


def written_pdf(text: str = "Bonjour") -> bytes:
    line = {"organisation": text, "title": text, "facts": [], "columns": ["n", "a", "b", "c"], "lines": []}
    words = {"sheet": text, "page": "p", "of": "/"}
    values = {**line, "empty_lines": 1, "walk_in": text, "toolkit": None, "words": words}
    return pdf.compile("sign_in_sheet", values, made_at=datetime(2026, 11, 21, tzinfo=UTC))


def scanned_pdf() -> bytes:
    stream = BytesIO()
    Image.new("RGB", (60, 80), "white").save(stream, "PDF")
    return stream.getvalue()


def bare_pdf(text: str = "", catalog: str = "", *objects: str) -> bytes:
    """A PDF of one page written by hand, with these words on it; `catalog` and the objects from number 6 on are added
    as they are."""
    words = f"BT /F1 12 Tf 20 100 Td ({text}) Tj ET" if text else ""
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
    stream = f"<</Length {len(words)}>>stream\n{words}\nendstream"
    font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    pages = "<</Type/Pages/Kids[3 0 R]/Count 1>>"
    return laid_out([f"<</Type/Catalog/Pages 2 0 R{catalog}>>", pages, page, stream, font, *objects])


def laid_out(bodies: list[str], trailer: str = "") -> bytes:
    """The objects as a PDF file; the first is its catalog."""
    written, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(written))
        written += f"{number} 0 obj{body}endobj\n".encode()
    size = len(bodies) + 1
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"trailer<</Size {size}/Root 1 0 R{trailer}>>\nstartxref\n{len(written)}\n%%EOF"
    return written + f"xref\n0 {size}\n0000000000 65535 f \n{table}{end}".encode()


def lying_pdf(text: str = "Bonjour", *, empty_tree: bool = False) -> bytes:
    """A PDF of words that says that it is tagged, and has no tree of its parts, or one without parts."""
    if not empty_tree:
        return bare_pdf(text, "/MarkInfo<</Marked true>>")
    return bare_pdf(text, "/MarkInfo<</Marked true>>/StructTreeRoot 6 0 R", "<</Type/StructTreeRoot/K[]>>")


def tagged_scan() -> bytes:
    """A page without words, whose tree says that it is a figure."""
    return bare_pdf(
        "",
        "/MarkInfo<</Marked true>>/StructTreeRoot 6 0 R",
        "<</Type/StructTreeRoot/K[7 0 R]/ParentTree 8 0 R>>",
        "<</Type/StructElem/S/Figure/P 6 0 R/Pg 3 0 R/K 0>>",
        "<</Nums[0[7 0 R]]>>",
    )


def locked_pdf() -> bytes:
    """A PDF whose password is not the empty one."""
    encryption = f"<</Filter/Standard/V 1/R 2/P -4/O<{'41' * 32}>/U<{'42' * 32}>>>"
    bodies = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[]/Count 0>>", encryption]
    return laid_out(bodies, f"/Encrypt 3 0 R/ID[<{'43' * 16}><{'43' * 16}>]")


def heic() -> bytes:
    """The beginning of a photo as iPhones keep it."""
    return b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"


def picture(form: str, size: tuple[int, int] = (40, 20), *, mode: str = "RGB", **options: object) -> bytes:
    stream = BytesIO()
    Image.new(mode, size).save(stream, form, **options)
    return stream.getvalue()
