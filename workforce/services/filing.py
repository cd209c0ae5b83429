"""Scans of many signed papers at once: each page finds its own."""

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
        numbers = [page.number for page in pages if page.token == token]
        said.append((", ".join(map(str, numbers)), _filed(paper, content, numbers, by)))
    lost = [str(page.number) for page in pages if page.token not in known]
    if lost:
        said.append((", ".join(lost), _("No paper of yours was found by the code: file it by hand.")))
    return said


def _filed(paper: Paper, content: bytes, numbers: list[int], by: Actor) -> str:
    try:
        papers.file_scan(paper=paper, content=scanning.pages_as_pdf(content, numbers), on=clock.today(), by=by)
    except DomainError as error:
        return f"{paper.number}: {error}"
    return _("Filed with %(number)s.") % {"number": paper.number}
