"""Rich text as a plain mail shows it."""

import pytest

from newsletters.plain_text import plain_text


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Hej  <b>alla </b>barn</p><p>på\n<i>jorden</i></p>", "Hej alla barn\n\npå jorden"),
        ('<p>Läs <a href="https://example.org/a">mer</a>.</p>', "Läs mer <https://example.org/a>."),
        ('<p><a href="mailto:a@example.org">a@example.org</a></p>', "a@example.org"),
        ("<ul><li>ett</li><li>två<ol><li>inre</li></ol></li></ul>", "- ett\n- två\n  1. inre"),
        ("<h3>Rubrik</h3><p>rad 1<br/>rad 2</p>", "Rubrik\n\nrad 1\nrad 2"),
        ("<p>a &amp; b &lt;c&gt;</p>", "a & b <c>"),
        ("<p></p>", ""),
    ],
)
def test_plain_text(html: str, expected: str) -> None:
    assert plain_text(html) == expected
