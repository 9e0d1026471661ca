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


def locked_pdf() -> bytes:
    """A PDF whose password is not the empty one."""
    encryption = f"<</Filter/Standard/V 1/R 2/P -4/O<{'41' * 32}>/U<{'42' * 32}>>>"
    bodies = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[]/Count 0>>", encryption]
    written, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(written))
        written += f"{number} 0 obj{body}endobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    identity = f"/ID[<{'43' * 16}><{'43' * 16}>]"
    trailer = f"trailer<</Size 4/Root 1 0 R/Encrypt 3 0 R{identity}>>\nstartxref\n{len(written)}\n%%EOF"
    return written + f"xref\n0 4\n0000000000 65535 f \n{table}{trailer}".encode()


def picture(form: str, size: tuple[int, int] = (40, 20), *, mode: str = "RGB", **options: object) -> bytes:
    stream = BytesIO()
    Image.new(mode, size).save(stream, form, **options)
    return stream.getvalue()
