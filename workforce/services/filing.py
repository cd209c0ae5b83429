"""Scans of many signed papers at once: each page finds its own."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from u2t.core import clock
from u2t.core.access import Actor, require
from u2t.core.errors import DomainError
from workforce import scanning
from workforce.models import Paper
from workforce.permissions import Can
from workforce.selectors.papers import papers_of
from workforce.services import papers


def file_all(*, content: bytes, by: Actor) -> list[tuple[str, str]]:
    """File each paper's pages; return the numbers of pages and what became of them.

    Raises:
        ScanError: the file is no PDF that can be read.
    """
    require(by, Can.CHANGE_PAPER)
    pages = scanning.tokens_of(content)
    known = {paper.token: paper for paper in papers_of(by).filter(token__in={page.token for page in pages})}
    said = []
    for token, paper in known.items():
        own = [page for page in pages if page.token == token]
        said.append((_listed([page.number for page in own]), _filed(paper, content, own, by)))
    lost = [page.number for page in pages if page.token not in known]
    if lost:
        by_hand = _("No paper of yours was found by the code. Open its page under Papers and choose “File pages”.")
        said.append((_listed(lost), by_hand))
    return said


def file_by_hand(*, paper: Paper, content: bytes, pages: Sequence[int], by: Actor) -> str:
    """File pages whose code cannot be read; `pages` says which pages of the paper they are. Return what became of them.

    Raises:
        ScanError: the file is no PDF that can be read, or has more or fewer pages than were named.
        PaperError: the paper is cancelled, or has no such page.
    """
    require(by, Can.CHANGE_PAPER, paper)
    count = scanning.count_of(content)
    if count != len(pages):
        said = _("The file has %(count)d pages, and %(given)d are named: name each page of the file once.")
        raise scanning.ScanError(said % {"count": count, "given": len(pages)}, extra={"field": "pages"})
    return _said(paper, papers.file_scan(paper=paper, content=content, pages=pages, on=clock.today(), by=by))


def _filed(paper: Paper, content: bytes, own: Sequence[scanning.Page], by: Actor) -> str:
    try:
        part = scanning.pages_as_pdf([(content, page.number) for page in own])
        pages = [page.of_paper for page in own]
        return _said(paper, papers.file_scan(paper=paper, content=part, pages=pages, on=clock.today(), by=by))
    except DomainError as error:
        return f"{paper.number}: {error}"


def _said(paper: Paper, missing: Sequence[int]) -> str:
    if not missing:
        return _("Filed with %(number)s.") % {"number": paper.number}
    said = _(
        "Filed with %(number)s. It is not signed yet: page %(missing)s is missing. Scan it too; it joins the others."
    )
    return said % {"number": paper.number, "missing": _listed(missing)}


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))
