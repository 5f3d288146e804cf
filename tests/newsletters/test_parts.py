"""Parts of an issue for some readers, and for one language."""

from __future__ import annotations

import json
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.models import String, StringTranslation, TranslationContext, TranslationSource

from mailings.models import MailingContent
from newsletters.groups import ReaderGroup
from newsletters.models import NewsletterPage
from newsletters.rendering import groups_of, render_issue
from newsletters.sections import issue_sections
from newsletters.sending import send_issue, send_test_issue
from newsletters.web_text import web_text
from tests.factories.newsletters import newsletter_issue
from tests.newsletters.conftest import Drain
from tests.newsletters.test_sending import bodies

pytestmark = pytest.mark.django_db

PUBLIC, REPRESENTATIVE, POLITICIAN, OFFICIAL = ReaderGroup


def text_for(words: str, shown_to: str = "", only_in: str = "") -> tuple[str, dict[str, str]]:
    """A text for some readers."""
    return "paragraph", {"text": f"<p>{words}</p>", "shown_to": shown_to, "only_in": only_in}


def issue_for_all() -> NewsletterPage:
    """An issue with a text for each choice an editor has."""
    return newsletter_issue(
        text_for("Till alla."),
        text_for("Till blåbär.", "public"),
        text_for("Till lingon.", "representative"),
        text_for("Till hjortron.", "politician"),
        text_for("Till odon.", "official"),
        text_for("In English only.", only_in="en"),
        text_for("Bara svenska.", only_in="sv"),
    )


@pytest.mark.parametrize(
    ("group", "fruits"),
    [
        (PUBLIC, {"blåbär"}),
        (REPRESENTATIVE, {"lingon"}),
        (POLITICIAN, {"lingon", "hjortron"}),
        (OFFICIAL, {"lingon", "odon"}),
    ],
)
def test_each_group_reads_what_is_for_it(group: ReaderGroup, fruits: set[str]) -> None:
    rendered = render_issue(issue_for_all(), group)
    assert rendered.group == group
    for part in (rendered.text, rendered.html):
        assert {fruit for fruit in ("blåbär", "lingon", "hjortron", "odon") if fruit in part} == fruits
        assert "Till alla." in part
        assert "Bara svenska." in part
        assert "English only" not in part


def test_groups_that_read_the_same_are_one() -> None:
    assert groups_of(newsletter_issue()) == [PUBLIC]
    assert groups_of(newsletter_issue(text_for("A"), text_for("B", "representative"))) == [PUBLIC, REPRESENTATIVE]
    assert groups_of(newsletter_issue(text_for("A"), text_for("B", "politician"))) == [PUBLIC, POLITICIAN]
    # What is for the other issue makes nobody's mail another.
    assert groups_of(newsletter_issue(text_for("A"), text_for("B", "official", "en"))) == [PUBLIC]
    assert groups_of(issue_for_all()) == list(ReaderGroup)


def test_what_is_not_for_the_public_is_nowhere_on_the_web(client: Client) -> None:
    issue = issue_for_all()
    for address in (issue.url, "/nyhetsbrev/", "/feed/newsletters.atom", "/?q=lingon", "/sok/?q=lingon"):
        page = client.get(address, follow=True).content.decode()
        assert not any(fruit in page.replace('lingon"', "") for fruit in ("Till lingon", "hjortron", "odon."))
    assert "blåbär" in client.get(issue.url).content.decode()
    assert [page.pk for page in Page.objects.search("blåbär")] == [issue.pk]
    assert not Page.objects.search("lingon")
    assert "lingon" not in web_text(issue)


def test_a_test_shows_what_a_group_will_read(drain: Drain) -> None:
    send_test_issue(issue_for_all(), to=["jag@example.org"], at=timezone.now(), group=OFFICIAL)
    (mail,) = drain()
    assert "odon" in bodies(mail)[0]


def test_contents_are_there_for_each_group_that_reads_something_else() -> None:
    mailing = send_issue(newsletter_issue(text_for("A"), text_for("B", "representative")), at=timezone.now())
    found = dict(MailingContent.objects.filter(mailing=mailing).values_list("variant", "text"))
    assert set(found) == {"", "representative", "politician", "official"}
    assert found["representative"] == found["politician"] == found["official"] != found[""]


def test_bodies_and_translations_from_before_are_kept() -> None:
    issue = newsletter_issue(text_for("Gammalt."))
    english = Locale.objects.get_or_create(language_code="en")[0]
    raw = issue.body.get_prep_value()
    old = json.dumps([{**block, "value": block["value"]["text"]} for block in raw])
    path = f"body.{raw[0]['id']}"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE newsletters_newsletterpage SET body = %s WHERE page_ptr_id = %s", [old, issue.pk])
    revision = issue.latest_revision
    revision.content["body"] = old
    revision.save()
    source, _created = TranslationSource.update_or_create_from_instance(NewsletterPage.objects.get(pk=issue.pk))
    context = TranslationContext.objects.get(path=f"{path}.text")
    # As wagtail-localize wrote it while the text was bare.
    TranslationContext.objects.filter(pk=context.pk).update(
        path=path, path_id=TranslationContext._get_path_id(path), field_path="body.paragraph"
    )
    string = String.objects.get(data="Gammalt.")
    StringTranslation.objects.create(translation_of=string, context=context, locale=english, data="Old.")
    content = json.loads(source.content_json)
    source.content_json = json.dumps({**content, "body": old})
    source.save()
    migration = import_module("newsletters.migrations.0007_parts_have_readers")
    streams, names = migration.Migration.operations
    streams.migrate_stream_data_forward(apps, None)
    names.code(apps, None)
    for page in (NewsletterPage.objects.get(pk=issue.pk), issue.get_latest_revision_as_object()):
        assert page.body.get_prep_value()[0]["value"]["text"] == "<p>Gammalt.</p>"
        assert issue_sections(page)[0].text == "Gammalt."
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM newsletters_newsletterpage WHERE page_ptr_id = %s", [issue.pk])
        stored = cursor.fetchone()[0]
    assert json.loads(stored) == [{**raw[0], "value": {"text": "<p>Gammalt.</p>"}}]
    context.refresh_from_db()
    assert context.path_id == TranslationContext._get_path_id(f"{path}.text")
    source.refresh_from_db()
    page, _created = source.create_or_update_translation(english, copy_parent_pages=True, fallback=True)
    assert issue_sections(page.get_latest_revision_as_object())[0].text == "Old."


def test_a_part_for_one_language_need_not_be_translated() -> None:
    issue = newsletter_issue(text_for("Till alla."), text_for("Bara svenska.", only_in="sv"))
    TranslationSource.update_or_create_from_instance(issue)
    words = set(String.objects.values_list("data", flat=True))
    assert "Till alla." in words
    assert "Bara svenska." not in words
