"""Pictures are drawn anew: what they show stays, what they tell about place, device and person goes."""

import struct
from io import BytesIO

from PIL import ExifTags, Image, UnidentifiedImageError

from portal.rules.refusals.base import FileExpandsTooMuch, FileUnreadable

PIXEL_LIMIT = 50_000_000
_FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}
_QUALITY = {"JPEG": 88, "WEBP": 88}
_JPEG_MODES = ("L", "RGB")
_STEPPED = ("1", "P")
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


# What the library raises for what is no picture, and for one whose notes (EXIF) hold a text where a number belongs.
DAMAGED = (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, TypeError, AttributeError, struct.error)


def redrawn(content: bytes, mime: str, longest: int | None = None) -> bytes:
    """The picture again, in its format, without metadata, turned as its camera was held; first frame only; made
    smaller where a side is longer than `longest` pixels.

    Raises FileUnreadable for a damaged picture and, before unfolding it, FileExpandsTooMuch past 50 million
    pixels.
    """
    form = _FORMATS[mime]
    try:
        with Image.open(BytesIO(content), formats=[form]) as picture:
            if picture.width * picture.height > PIXEL_LIMIT:
                raise FileExpandsTooMuch
            return _saved(_shrunk(_upright(picture), longest), form)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as problem:
        raise FileExpandsTooMuch from problem
    except DAMAGED as problem:
        raise FileUnreadable from problem


def _upright(picture: Image.Image) -> Image.Image:
    """Turned as its camera was held. The library's own way writes the camera's notes anew, and fails on odd ones."""
    turn = _TURNS.get(picture.getexif().get(ExifTags.Base.Orientation, 1))
    return picture if turn is None else picture.transpose(turn)


def _shrunk(picture: Image.Image, longest: int | None) -> Image.Image:
    if longest is None or max(picture.size) <= longest:
        return picture
    if picture.mode in _STEPPED:  # between two of their colours is none: thin lines would break
        picture = picture.convert("RGBA" if "transparency" in picture.info else "RGB")
    picture.thumbnail((longest, longest))
    return picture


def _saved(picture: Image.Image, form: str) -> bytes:
    if form == "JPEG" and picture.mode not in _JPEG_MODES:
        picture = picture.convert("RGB")
    # The writers take comments, profiles and positions from here.
    picture.info = {key: value for key, value in picture.info.items() if key == "transparency"}
    stream = BytesIO()
    options = {"quality": _QUALITY[form]} if form in _QUALITY else {"optimize": True}
    picture.save(stream, form, **options)
    return stream.getvalue()
