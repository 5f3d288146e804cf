"""Who gets an issue: the union of all sources, each address once, and the reasons of those left out."""

import datetime
import re
from email.message import EmailMessage

import pytest
from django.test import Client
from django.utils import timezone

from mailings.models import Delivery, Mailing, Suppression
from mailings.services import MailContent, create_mailing, expand_mailing, suppress
from mailings.services.expand import _expand_batch
from members.models import Contact, Representative, ThemeGroup
from newsletters import audience as audience_module
from newsletters.audience import AudienceOf, count_audience, expand_issue
from newsletters.emails import ISSUE_KIND, merge_readers
from newsletters.groups import ReaderGroup
from newsletters.models import IssueAudience, ListedReader, NewsletterPage, ReaderList, Subscriber, Topic
from newsletters.sending import send_issue
from newsletters.versions import issue_key
from privacy.export import collect
from privacy.people import find_by_address
from tests.factories.accounts import UserFactory
from tests.factories.members import ContactFactory, MemberFactory
from tests.factories.newsletters import SubscriberFactory, newsletter_issue
from tests.newsletters.conftest import Drain

pytestmark = pytest.mark.django_db
AT = datetime.datetime(2026, 3, 1, 9, 0, tzinfo=datetime.UTC)
ALL = {"sv", "en"}


def a_list(name: str, *addresses: str, group: str = "public") -> ReaderList:
    found = ReaderList.objects.create(name=name, group=group, consent_wording="Ja", source="x.csv", stated_at=AT)
    ListedReader.objects.bulk_create(ListedReader(reader_list=found, address=each, name="Lo") for each in addresses)
    return found


def everybody(issue: NewsletterPage) -> IssueAudience:
    row = IssueAudience.objects.create(
        issue=issue.translation_key, to_politicians=True, to_officials=True, to_representatives=True
    )
    row.lists.set(ReaderList.objects.all())
    return row


def mail(key: str) -> Mailing:
    words = [
        MailContent(language="sv", variant=variant, subject=f"Nytt {variant}", text="%%greeting%% %%manage_url%%")
        for variant in ("", "politician")
    ]
    return create_mailing(kind=ISSUE_KIND, key=key, label="Nytt", contents=words, recipients=None, at=AT)


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


@pytest.fixture
def issue() -> NewsletterPage:
    return newsletter_issue()


def test_an_address_in_many_sources_gets_one_mail_as_the_most_special(issue: NewsletterPage, drain: Drain) -> None:
    ContactFactory.create(kind=Contact.Kind.POLITICAL, email="Pia@example.org", name="Pia Politiker")
    ContactFactory.create(kind=Contact.Kind.ADMINISTRATIVE, email="pia@example.org")
    ContactFactory.create(kind=Contact.Kind.ADMINISTRATIVE, email="olle@example.org", language="en")
    ContactFactory.create(kind=Contact.Kind.OTHER, email="rut@example.org")
    Representative.objects.create(
        member=MemberFactory.create(), user=UserFactory.create(email="rut@example.org"), role="editor", started_on=AT
    )
    SubscriberFactory.create(address="pia@example.org")
    SubscriberFactory.create(address="lo@example.org")
    SubscriberFactory.create(address="eva@example.org", language="en")
    a_list("Partner", "lo@example.org", "rut@example.org", "per@example.org")
    a_list("Nämnden", "per@example.org", group="politician")
    everybody(issue)
    audience = AudienceOf(issue_key(issue))
    found = {reader.address: reader.group.value for reader in audience}
    assert found == {
        "pia@example.org": "politician",
        "olle@example.org": "official",
        "rut@example.org": "representative",
        "per@example.org": "politician",
        "lo@example.org": "public",
        "eva@example.org": "public",
    }
    assert len(audience) == 6
    assert [reader.address for reader in audience[2:5]] == list(found)[2:5]
    numbers = audience.numbers(ALL)
    assert (numbers.total, numbers.by_language) == (6, {"sv": 4, "en": 2})
    assert numbers.by_group_and_language[ReaderGroup.PUBLIC, "en"] == 1
    mailing = mail(issue_key(issue))
    expand_mailing(mailing, at=AT)
    assert dict(mailing.deliveries.values_list("address", "variant")) == {
        address: "" if group == "public" else group for address, group in found.items()
    }
    letters = {str(letter["To"]): letter for letter in drain()}
    assert len(letters) == 6
    pia = letters["Pia Politiker <pia@example.org>"]
    assert pia["Subject"] == "Nytt politician"
    assert "Pia Politiker" in text_of(pia)


def test_topics_and_language_choose_subscribers(issue: NewsletterPage) -> None:
    children, planning = (Topic.objects.create(name_sv=name) for name in ("Barn", "Planering"))
    SubscriberFactory.create(address="allt@example.org")
    SubscriberFactory.create(address="barn@example.org").topics.add(children)
    SubscriberFactory.create(address="plan@example.org").topics.add(planning)
    SubscriberFactory.create(address="kids@example.org", language="en").topics.add(children, planning)
    row = IssueAudience.objects.create(issue=issue.translation_key)
    row.topics.add(children)
    assert {reader.address for reader in AudienceOf(issue_key(issue))} == {
        "allt@example.org",
        "barn@example.org",
        "kids@example.org",
    }
    row.language = "en"
    row.save()
    assert [reader.address for reader in AudienceOf(issue_key(issue))] == ["kids@example.org"]


def test_a_theme_group_gets_it(issue: NewsletterPage) -> None:
    group = ThemeGroup.objects.create(key="planering", name_sv="Planering")
    group.contacts.add(ContactFactory.create(email="a@example.org", kind=Contact.Kind.POLITICAL))
    ContactFactory.create(email="b@example.org")
    row = IssueAudience.objects.create(issue=issue.translation_key, to_subscribers=False)
    row.theme_groups.add(group)
    assert [(reader.address, reader.group) for reader in AudienceOf(issue_key(issue))] == [
        ("a@example.org", ReaderGroup.POLITICIAN)
    ]


def test_who_is_left_out_is_told_with_the_reason(issue: NewsletterPage) -> None:
    SubscriberFactory.create(address="obekraftad@example.org", state=Subscriber.State.PENDING)
    SubscriberFactory.create(address="studsar@example.org")
    SubscriberFactory.create(address="fick@example.org")
    ContactFactory.create(email="klagade@example.org")
    ContactFactory.create(email="", name="Utan Adress")
    ContactFactory.create(email="fore@example.org", member=MemberFactory.create(left_on=AT.date()))
    a_list("Partner", "borta@example.org", "kvar@example.org")
    for address, reason in (
        ("studsar@example.org", Suppression.Reason.NO_SUCH_ADDRESS),
        ("klagade@example.org", Suppression.Reason.COMPLAINED),
        ("borta@example.org", Suppression.Reason.UNSUBSCRIBED),
    ):
        suppress(address, scope="newsletter", reason=reason, at=AT)
    earlier = mail(issue_key(issue))
    everybody(issue)
    expand_mailing(earlier, at=AT)
    earlier.deliveries.filter(address="fick@example.org").update(state=Delivery.State.ACCEPTED)
    audience = AudienceOf(f"{issue_key(issue)}#2")
    assert [reader.address for reader in audience] == ["kvar@example.org"]
    assert {address or name: reason for address, name, reason in audience.left_out[:]} == {
        "obekraftad@example.org": "unconfirmed",
        "studsar@example.org": "no_such_address",
        "fick@example.org": "got_it",
        "klagade@example.org": "complained",
        "Utan Adress": "no_address",
        "fore@example.org": "former",
        "borta@example.org": "unsubscribed",
    }
    numbers = count_audience(ALL, key=f"{issue_key(issue)}#2")
    assert (numbers.total, numbers.left_out, len(audience.left_out)) == (1, 7, 7)
    assert [reason for _a, _n, reason in audience.left_out[2:4]] == [
        reason for _a, _n, reason in audience.left_out[:][2:4]
    ]


def test_an_expansion_that_was_cut_off_goes_on(issue: NewsletterPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mailings.services.expand.BATCH", 3)
    monkeypatch.setattr(audience_module, "BATCH", 2)
    for number in range(4):
        ContactFactory.create(email=f"k{number}@example.org")
        SubscriberFactory.create(address=f"s{number}@example.org")
    a_list("Ett", *(f"l{number}@example.org" for number in range(4)))
    a_list("Två", *(f"m{number}@example.org" for number in range(4)), "l1@example.org")
    everybody(issue)
    mailing = mail(issue_key(issue))
    whole = [recipient.address for recipient in expand_issue(mailing, "")]
    assert len(whole) == len(set(whole)) == 16
    while _expand_batch(mailing.pk, at=AT):
        pass
    assert sorted(mailing.deliveries.values_list("address", flat=True)) == sorted(whole)
    assert [delivery.address for delivery in mailing.deliveries.order_by("pk")] == whole


def test_everybody_leaves_by_the_link_of_the_mail_whatever_it_came_for(
    issue: NewsletterPage, client: Client, drain: Drain
) -> None:
    ContactFactory.create(email="olle@example.org", name="Olle")
    a_list("Partner", "lo@example.org")
    everybody(issue)
    expand_mailing(mail(issue_key(issue)), at=AT)
    for letter in drain():
        path = re.sub(r"^<https?://[^/]+(.*)>$", r"\1", str(letter["List-Unsubscribe"]).split(",")[0])
        page = re.search(r"https?://[^/]+(/\S+mina-val\S+)", text_of(letter))
        assert page
        assert client.get(page[1]).status_code == 200
        assert client.get(path).status_code == 200
        assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
        assert client.post(f"{path[:-4]}AAA/").status_code == 404
    assert set(Suppression.objects.values_list("address", flat=True)) == {"olle@example.org", "lo@example.org"}
    assert len(AudienceOf(issue_key(issue))) == 0


def test_who_is_no_longer_a_representative_when_it_leaves_gets_nothing(issue: NewsletterPage, drain: Drain) -> None:
    contact = ContactFactory.create(email="olle@example.org")
    everybody(issue)
    expand_mailing(mail(issue_key(issue)), at=AT)
    contact.member.left_on = timezone.localdate()
    contact.member.save()
    assert merge_readers([f"c{contact.pk}:sv"]) == {f"c{contact.pk}:sv": None}
    assert drain() == []


def test_a_subscribers_topics_are_in_the_export_of_their_data(db: None) -> None:
    reader = SubscriberFactory.create(address="asa@example.org")
    reader.topics.add(Topic.objects.create(name_sv="Rörelse"))
    parts = collect(find_by_address("asa@example.org"), at=timezone.now()).parts
    assert [row["topics"] for part in parts for row in part.rows if "topics" in row] == [["Rörelse"]]


def test_the_foot_says_why_each_reader_gets_it(issue: NewsletterPage, drain: Drain) -> None:
    SubscriberFactory.create(address="asa@example.org")
    contact = ContactFactory.create(member=MemberFactory.create(), kind=Contact.Kind.POLITICAL, email="bo@example.org")
    IssueAudience.objects.create(issue=issue.translation_key, to_politicians=True)
    send_issue(issue, at=timezone.now())
    feet = {letter["To"].addresses[0].addr_spec: text_of(letter) for letter in drain()}
    assert "du har bett om det" in feet["asa@example.org"]
    assert "du företräder en medlem" in feet[contact.email]
