"""Scans of signed papers: which of a paper's pages are there."""

from u2t.core import files
from workforce import scanning
from workforce.models import Paper


def page_count(paper: Paper) -> int:
    """Return how many pages a paper has as it was issued."""
    return scanning.count_of(files.read(paper.pdf))


def held_pages(paper: Paper) -> list[int]:
    """Return which pages of a paper its scan holds, in their order there."""
    if paper.scan is None:
        return []
    if paper.scanned:
        return list(paper.scanned)
    # A scan of before pages were told apart: they stand in the order of the paper.
    return list(range(1, scanning.count_of(files.read(paper.scan)) + 1))


def missing_pages(paper: Paper) -> list[int]:
    """Return which pages of a paper its scan does not hold."""
    return sorted(set(range(1, page_count(paper) + 1)) - set(held_pages(paper)))
