"""What people type into a search box, before it goes to the search backend."""

LONGEST = 200


def plain_words(typed: str) -> str:
    """The words of it, without quotation marks: SQLite's full-text search reads them as its own syntax and fails.

    No more than `LONGEST` characters: what a search costs grows with its words (Wagtail, GHSA-jmp3-39vp-fwg8).
    """
    return " ".join(typed.replace('"', " ").split())[:LONGEST]
