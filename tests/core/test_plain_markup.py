"""Rich text in a plain text box: nothing is lost on the way there and back, and nothing comes in."""

import pytest

from core.plain_markup import to_html, to_markup

ALL = (
    "<p>Alla ska ha <b>god <i>hälsa</i></b> &amp; trygghet.<br/>Ny rad</p><h3>Så här</h3><ul><li>ett</li><li><i>två</i>"
    '</li></ul><ol><li>först</li><li>sedan</li></ol><hr/><p>Läs <a href="https://example.org/a?b=1&amp;c=2">planen</a> '
    '<a linktype="document" id="7">bilagan</a> och <a linktype="page" id="3">sidan</a>.</p>'
)


def test_what_wagtail_writes_comes_back_the_same() -> None:
    assert to_html(to_markup(ALL), known=ALL) == ALL


def test_signs_stand_for_what_people_expect() -> None:
    assert to_markup("<p>Ett <b>mål</b></p><ul><li>a</li><li>b</li></ul>") == "Ett **mål**\n\n- a\n- b"
    assert to_html("Först:\n- a\n- b\n\nSlut") == "<p>Först:</p><ul><li>a</li><li>b</li></ul><p>Slut</p>"


@pytest.mark.parametrize(
    "words",
    ["5 * 3 * 2", "[inte en länk](page:1)", "- inget streck", "### ingen rubrik", "1. ingen lista", "a\\b", "<b>"],
)
def test_signs_in_a_text_stay_signs(words: str) -> None:
    html = "<p>" + words.replace("<", "&lt;").replace(">", "&gt;") + "</p>"

    assert to_html(to_markup(html)) == html


@pytest.mark.parametrize(
    "typed",
    ["<script>alert(1)</script>", "[x](javascript:alert(1))", "[x](document:9)", "[x](//evil.example)", "[x](data:a)"],
)
def test_nothing_but_the_signs_makes_html(typed: str) -> None:
    html = to_html(typed, known='<a linktype="document" id="7">bilagan</a>')

    assert "<a" not in html
    assert "<script" not in html


def test_an_address_cannot_leave_its_attribute() -> None:
    assert to_html('[x](https://a.example/"onclick="y)') == '<p><a href="https://a.example/%22onclick=%22y">x</a></p>'
