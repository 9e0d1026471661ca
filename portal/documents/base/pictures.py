"""Pictures are drawn anew: what they show stays, what they tell about place, device and person goes."""

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from portal.rules.refusals.base import FileExpandsTooMuch, FileUnreadable

PIXEL_LIMIT = 50_000_000
_FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}
_QUALITY = {"JPEG": 88, "WEBP": 88}
_JPEG_MODES = ("L", "RGB")


def redrawn(content: bytes, mime: str) -> bytes:
    """The picture again, in its format, without metadata, turned as its camera was held; first frame only.

    Raises FileUnreadable for a damaged picture and, before unfolding it, FileExpandsTooMuch past 50 million
    pixels.
    """
    form = _FORMATS[mime]
    try:
        with Image.open(BytesIO(content), formats=[form]) as picture:
            if picture.width * picture.height > PIXEL_LIMIT:
                raise FileExpandsTooMuch
            return _saved(ImageOps.exif_transpose(picture), form)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as problem:
        raise FileExpandsTooMuch from problem
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as problem:
        raise FileUnreadable from problem


def _saved(picture: Image.Image, form: str) -> bytes:
    if form == "JPEG" and picture.mode not in _JPEG_MODES:
        picture = picture.convert("RGB")
    # The writers take comments, profiles and positions from here.
    picture.info = {key: value for key, value in picture.info.items() if key == "transparency"}
    stream = BytesIO()
    options = {"quality": _QUALITY[form]} if form in _QUALITY else {"optimize": True}
    picture.save(stream, form, **options)
    return stream.getvalue()
