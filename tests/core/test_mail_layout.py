"""Mails in the portal's clothes."""

from html.parser import HTMLParser

from core.mail_layout import render_mail

CONTEXT = {"network": "Norr & Söder", "site_url": "https://portal.example.org"}


def test_a_mail_has_one_language_a_real_text_part_and_asks_no_server_for_anything() -> None:
    subject, text, html = render_mail("newsletter-confirmation", CONTEXT, "en")
    assert subject == "Confirm that you want our newsletter"
    assert "Norr & Söder" in text
    assert "<" not in text
    assert '<html lang="en"' in html
    assert "Norr &amp; Söder" in html
    assert 'href="%%confirm_url%%"' in html
    assert "fonts.googleapis.com" not in html


def test_the_html_part_is_well_formed() -> None:
    class Balance(HTMLParser):
        void = {"meta", "link", "img", "br", "hr"}

        def __init__(self) -> None:
            super().__init__()
            self.open: list[str] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag not in self.void:
                self.open.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert self.open.pop() == tag

    parser = Balance()
    parser.feed(render_mail("newsletter-confirmation", CONTEXT, "sv")[2])
    parser.close()
    assert parser.open == []
