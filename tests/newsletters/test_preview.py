"""The preview of an issue: what is sent, as each group reads it, in a sandbox, for those who may send."""

from django.core.cache import cache
from django.urls import reverse

from mailings.models import Mailing
from newsletters import sending
from newsletters.models import NewsletterPage
from tests.factories.cast import Cast
from tests.factories.newsletters import SubscriberFactory, newsletter_issue
from tests.newsletters.conftest import Drain

PARTS = [
    ("paragraph", {"text": "<p>Till alla.</p>"}),
    ("paragraph", {"text": "<p>Till politiker.</p>", "shown_to": "politician"}),
]


def issue() -> NewsletterPage:
    return newsletter_issue(*PARTS, title="Vintern", preheader="Det som har hänt", sender_name="Karin på nätverket")


def urls(page: NewsletterPage) -> tuple[str, str]:
    return (
        reverse("newsletters_admin:preview", args=[page.pk]),
        reverse("newsletters_admin:preview-mail", args=[page.pk]),
    )


def test_the_page_shows_inbox_text_part_and_both_widths(cast: Cast) -> None:
    page_url, mail_url = urls(issue())
    page = cast.client(cast.coordinator).get(page_url, {"group": "politician", "scheme": "dark"}).content.decode()
    for words in ("Karin på nätverket", "Vintern", "Det som har hänt", "Till politiker.", "preview-frame--320"):
        assert words in page
    assert f"{mail_url}?language=sv&amp;group=politician&amp;scheme=dark" in page
    assert "%%" not in page
    assert 'value="official"' not in page, "officials read what the public reads"


def test_the_frame_holds_what_is_sent(cast: Cast, drain: Drain) -> None:
    SubscriberFactory.create(address="asa@example.org", name="Kim")
    page = issue()
    client, mail_url = cast.client(cast.coordinator), urls(page)[1]
    seen = client.get(mail_url)
    assert "Till politiker." not in seen.content.decode()
    assert "Till politiker." in client.get(mail_url, {"group": "politician"}).content.decode()
    assert "Till politiker." not in client.get(mail_url, {"group": "nobody", "language": "xx"}).content.decode()
    assert "sandbox" in seen.headers["Content-Security-Policy"]
    assert "script" not in seen.headers["Content-Security-Policy"]
    assert seen.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "invert(1)" in client.get(mail_url, {"scheme": "dark"}).content.decode()
    shown = sending.render_versions(page)[0].html
    sending.send_issue(page, at=page.first_published_at)
    [content] = Mailing.objects.get().contents.filter(variant="")
    assert content.html == shown


def test_a_test_is_what_is_shown_and_not_without_end(cast: Cast, drain: Drain) -> None:
    cache.clear()
    client, page_url = cast.client(cast.coordinator), urls(issue())[0]
    asked = f"{page_url}?group=politician"
    assert client.get(asked).status_code == 200
    assert not Mailing.objects.exists()
    assert client.post(asked, {"addresses": "bo@example.org"}).status_code == 302
    [mail] = drain()
    body = mail.get_body(("plain",))
    assert body is not None
    assert "Till politiker." in body.get_content()
    assert client.post(asked, {"addresses": "nej"}).status_code == 422
    codes = [client.post(asked, {"addresses": f"b{number}@example.org"}).status_code for number in range(30)]
    assert codes == [302] * 29 + [429]


def test_only_who_may_send_sees_it(cast: Cast) -> None:
    for url in urls(issue()):
        for user in (None, cast.trollhattan_editor, cast.representative):
            assert cast.client(user).get(url).status_code == 302
