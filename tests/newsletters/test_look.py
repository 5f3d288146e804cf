"""The sender's name and the colors of an issue."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from core.colors import INK, WHITE, text_color_on
from newsletters.models import NewsletterPage
from newsletters.rendering import render_issue
from newsletters.sending import send_issue
from tests.factories.cast import Cast
from tests.factories.newsletters import SubscriberFactory, newsletter_issue
from tests.newsletters.conftest import Drain

pytestmark = pytest.mark.django_db


def errors_of(**colors: str) -> dict[str, list[str]]:
    """What is said about these colors."""
    page = NewsletterPage(title="Nummer", slug="nummer", **colors)
    try:
        page.clean()
    except ValidationError as error:
        return error.message_dict
    return {}


@pytest.mark.parametrize(
    ("field", "bad", "good"),
    [
        ("accent_color", "#777777", "#6a6a6a"),
        ("button_color", "#e08a00", "#8a5300"),
        ("band_color", "#808080", "#ffe08a"),
    ],
)
def test_colors_that_text_cannot_be_read_on_are_refused_with_the_contrast_they_have(
    field: str, bad: str, good: str
) -> None:
    assert list(errors_of(**{field: bad})) == [field]
    assert errors_of(**{field: good}) == {}


def test_the_message_says_what_there_is_and_what_is_needed_in_the_editors_language() -> None:
    with override("en"):
        assert "#ffffff is 4.4 to 1; text needs 4.5 to 1" in errors_of(button_color="#777777")["button_color"][0]
    with override("sv"):
        assert "är 4,4:1. Text behöver 4,5:1" in errors_of(button_color="#777777")["button_color"][0]


def test_the_mail_has_the_colors_and_the_text_on_the_head_follows() -> None:
    html = render_issue(
        newsletter_issue(
            ("button", {"text": "Anmäl dig", "page": None, "url": "https://example.org/"}),
            accent_color="#7a1f3d",
            button_color="#123a7a",
            band_color="#22304a",
        )
    ).html
    assert "#123a7a" in html
    assert "color:#7a1f3d" in html.replace(" ", "")
    assert "#22304a" in html
    assert (text_color_on("#22304a"), text_color_on("#ffe08a")) == (WHITE, INK)
    assert "color:#ffffff" in html.replace(" ", "").split("#22304a")[-1]


def test_the_mail_is_from_the_name_of_the_issue_at_the_portals_address(drain: Drain) -> None:
    SubscriberFactory.create()
    send_issue(newsletter_issue(title="Ett", sender_name="Anna på Healthy Cities"), at=timezone.now())
    send_issue(newsletter_issue(), at=timezone.now())
    named, usual = (mail["From"].addresses[0] for mail in sorted(drain(), key=lambda mail: str(mail["From"])))
    assert named.display_name == "Anna på Healthy Cities"
    assert usual.display_name != named.display_name
    assert usual.addr_spec == named.addr_spec


def test_the_editor_offers_colors_and_the_readers_of_each_part(cast: Cast) -> None:
    issue = newsletter_issue()
    page = cast.client(cast.coordinator).get(reverse("wagtailadmin_pages:edit", args=[issue.pk])).content.decode()
    assert page.count('type="color"') == 3
    assert "Bara medlemmarnas politiker" in page
    assert "Bara det engelska numret" in page
