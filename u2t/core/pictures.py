"""What somebody brings as a document: told by its content, never by its name; photographs are made anew."""

import io
import struct
import warnings
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from u2t.core.errors import InputError
from u2t.core.text import normalise
from u2t.core.uploads import shown_size

LIMIT = 10 * 1024 * 1024
_MOST_PIXELS = 60_000_000
_LONGEST_SIDE = 2600
_LEAST_SIDE = 100
_QUALITY = 85
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
_PICTURE = "image/jpeg"
_PDF, _END_OF_PDF = b"%PDF-", b"%%EOF"
_HEIC = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc")
_LONGEST_NAME = 120


class DocumentError(InputError):
    """A file cannot be taken as a document."""


@dataclass(frozen=True, slots=True)
class Brought:
    """A document fit to be kept."""

    name: str
    media_type: str
    content: bytes


def check_size(size: int) -> None:
    """Stop at a file that is too large, before it is read.

    Raises:
        DocumentError: with the sizes.
    """
    if size > LIMIT:
        values = {"size": shown_size(size), "limit": LIMIT // (1024 * 1024)}
        raise DocumentError(
            _(
                "The file has %(size)s MB; a document may have at most %(limit)s MB. "
                "Photograph it with your phone, or save the PDF smaller."
            )
            % values
        )
    if size == 0:
        raise DocumentError(_("The file is empty. Choose it again."))


def taken(*, name: str, content: bytes) -> Brought:
    """Return a document fit to be kept: a PDF as it is, a picture as a new JPEG without its hidden data.

    Raises:
        DocumentError: it is neither, or it is broken; the message says what to do.
    """
    check_size(len(content))
    if content[:1024].lstrip().startswith(_PDF):
        return _pdf(name, content)
    if content[4:12] in _HEIC:
        raise DocumentError(_("HEIC pictures cannot be read by all offices. Save the picture as JPEG and choose it."))
    return Brought(_named(name, ".jpg"), _PICTURE, _anew(content))


def photo(*, name: str, content: bytes) -> Brought:
    """Return a picture fit to be kept; other files are refused.

    Raises:
        DocumentError: it is no picture, or it is broken; the message says what to do.
    """
    found = taken(name=name, content=content)
    if found.media_type == _PICTURE:
        return found
    raise DocumentError(_("Choose a photo; other files are not kept here."))


def _pdf(name: str, content: bytes) -> Brought:
    if _END_OF_PDF not in content[-2048:]:
        raise DocumentError(_("The PDF is cut off. Save it again and choose the whole file."))
    return Brought(_named(name, ".pdf"), "application/pdf", content)


#: What Pillow raises at broken pictures, and at notes of a camera that it cannot write again.
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error, TypeError, LookupError, ArithmeticError)


def _anew(content: bytes) -> bytes:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _jpeg(content)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except UnidentifiedImageError as error:
        raise DocumentError(
            _("The content of this file is neither a picture nor a PDF, whatever its name. Choose a JPEG, PNG or PDF.")
        ) from error
    except _BROKEN as error:
        raise DocumentError(_("The picture is broken or cut off. Take or save it again.")) from error


def _jpeg(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
        if image.width * image.height > _MOST_PIXELS:
            raise _too_many_pixels()
        if min(image.size) < _LEAST_SIDE:
            raise DocumentError(_("The picture is too small to be read. Take it again from nearer."))
        image.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
        out = io.BytesIO()
        _on_white(upright).save(out, "JPEG", quality=_QUALITY, optimize=True)
        return out.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        ground = Image.new("RGBA", image.size, "white")
        ground.alpha_composite(image.convert("RGBA"))
        image = ground
    plain = Image.new("RGB", image.size)
    plain.paste(image.convert("RGB"))
    return plain


def _too_many_pixels() -> DocumentError:
    return DocumentError(
        _("The picture has more than %(limit)d million pixels. Take it with your phone at an ordinary size.")
        % {"limit": _MOST_PIXELS // 1_000_000}
    )


def _named(name: str, ending: str) -> str:
    """Keep what the owner called it, Thai and all, without a path and with the ending of what it is now."""
    plain = normalise(PurePosixPath(name.replace("\\", "/")).name)
    stem = plain.rsplit(".", 1)[0] if "." in plain else plain
    return f"{stem.strip('. ')[:_LONGEST_NAME] or 'document'}{ending}"


def small(content: bytes, *, side: int) -> bytes | None:
    """Return a picture as a JPEG of at most `side` pixels, for a printed page; None for what is no picture."""
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
            image.draft("RGB", (side, side))
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((side, side))
            out = io.BytesIO()
            _on_white(upright).save(out, "JPEG", quality=_QUALITY)
            return out.getvalue()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        return None
