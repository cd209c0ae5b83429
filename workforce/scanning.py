"""Scans of signed papers: each page is read for its code, so that papers file themselves."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from u2t.core.errors import InputError

MAX_PAGES = 400
_SCALE = 2.0  # 144 points per inch: a code of 1.7 cm is then about 96 pixels wide
_MOST_PIXELS = 4800  # of a side: A2 at that scale; a page may say that it is as large as a field
_MARK = "/papers/check/"


class ScanError(InputError):
    """The scan cannot be read."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a scan, counted from 1; the token is empty where no code was found.

    `of_paper` is which page of its paper it is, 0 where the code does not say: older papers bear one code for all.
    """

    number: int
    token: str
    of_paper: int = 0


def tokens_of(content: bytes) -> list[Page]:
    """Read the code of every page of a PDF.

    Raises:
        ScanError: it is no PDF, is locked, or has too many pages.
    """
    document = _opened(content)
    try:
        if len(document) > MAX_PAGES:
            raise ScanError(_("The scan has more than %(count)d pages. Split it.") % {"count": MAX_PAGES})
        return list(_read(document))
    finally:
        document.close()


def count_of(content: bytes) -> int:
    """Return how many pages a PDF has.

    Raises:
        ScanError: it is no PDF, or is locked.
    """
    document = _opened(content)
    try:
        return len(document)
    finally:
        document.close()


def pages_as_pdf(chosen: Sequence[tuple[bytes, int]]) -> bytes:
    """Return one PDF of pages, each the PDF it stands in and its number there, counted from 1.

    Raises:
        ScanError: a page cannot be read.
    """
    import pypdfium2

    sources = {content: _opened(content) for content in {content for content, _number in chosen}}
    target = pypdfium2.PdfDocument.new()
    try:
        for content, number in chosen:
            target.import_pages(sources[content], [number - 1])
        stream = io.BytesIO()
        target.save(stream)
        return stream.getvalue()
    except pypdfium2.PdfiumError as error:
        raise ScanError(_("These pages cannot be read. Scan them again.")) from error
    finally:
        target.close()
        for source in sources.values():
            source.close()


def joined(documents: list[bytes]) -> bytes:
    """Return one PDF of many, in their order."""
    import pypdfium2

    target = pypdfium2.PdfDocument.new()
    for content in documents:
        source = pypdfium2.PdfDocument(content)
        target.import_pages(source)
        source.close()
    stream = io.BytesIO()
    target.save(stream)
    target.close()
    return stream.getvalue()


def _opened(content: bytes):  # type: ignore[no-untyped-def]  # noqa: ANN202 - pypdfium2 has no types
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise ScanError(
            _("This is not a PDF that can be read. Scan the papers to a PDF without a password.")
        ) from error


def _read(document) -> Iterator[Page]:  # type: ignore[no-untyped-def]  # noqa: ANN001 - as above
    import zxingcpp

    for number in range(len(document)):
        picture = _picture(document, number)
        codes = zxingcpp.read_barcodes(picture) if picture else []
        found = [code.text for code in codes if _MARK in code.text]
        token, _mark, page = found[0].split(_MARK, 1)[1].partition("?p=") if found else ("", "", "")
        yield Page(number + 1, token.strip("/"), int(page) if page.isascii() and page.isdigit() else 0)


def _picture(document, number: int):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - as above
    """Return a page as a picture, never more than we have room for; nothing of a page that is broken."""
    import pypdfium2

    try:
        page = document[number]
        return page.render(scale=min(_SCALE, _MOST_PIXELS / max(*page.get_size(), 1))).to_pil()
    except pypdfium2.PdfiumError:
        return None
