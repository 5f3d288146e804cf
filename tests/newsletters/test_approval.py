"""Who may write, approve and send an issue, and what a change does to one that is scheduled."""

import datetime

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from accounts.models import User
from core.tasks import publish_scheduled
from core.waiting import waiting_for
from mailings.models import Mailing
from mailings.services import cancel_mailing
from newsletters.approval import WRITERS_NAME, approval_of, approve_issue, can_approve, why_not_send
from newsletters.models import IssueAudience, NewsletterPage, NewsletterSettings
from newsletters.sending import SendingError, call_off, drop_missed, send_issue
from tests.factories.accounts import UserFactory
from tests.factories.cast import Cast
from tests.factories.newsletters import SubscriberFactory, newsletter_issue
from tests.newsletters.conftest import Drain

pytestmark = pytest.mark.django_db

NOW = timezone.now()
DAY = datetime.timedelta(days=1)


@pytest.fixture
def issue(cast: Cast) -> NewsletterPage:
    """An issue that nobody has approved, in a network that has its coordinator."""
    page = newsletter_issue()
    page.unpublish()
    return page


@pytest.fixture
def writer(issue: NewsletterPage) -> User:
    """Somebody who only writes."""
    user = UserFactory.create(email="wera.writer@example.org", first_name="Wera", last_name="Berg")
    user.groups.add(Group.objects.get(name=WRITERS_NAME))
    return user


@pytest.fixture
def sender() -> User:
    """Somebody who sends what others approve."""
    group = Group.objects.create(name="Utskick")
    group.permissions.set(Permission.objects.filter(codename__in=["access_admin", "send_newsletterpage"]))
    user = UserFactory.create(email="siri.sender@example.org", first_name="Siri", last_name="Ek")
    user.groups.add(group)
    return user


def change(page: NewsletterPage, text: str, *, by: User | None = None) -> None:
    """Save another wording, as the editor does."""
    draft = page.get_latest_revision_as_object()
    draft.body = [("paragraph", f"<p>{text}</p>")]
    draft.save_revision(user=by)


def submit(client: Client, page: NewsletterPage, action: str) -> None:
    """Press one of the workflow's buttons."""
    state = page.current_workflow_state
    if action == "submit":
        page.get_workflow().start(page, User.objects.get(pk=client.session["_auth_user_id"]))
        return
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.current_task_state.pk])
    assert client.post(address, {"comment": ""}).status_code == 302


def test_a_writer_writes_and_submits_but_neither_approves_nor_sends(
    cast: Cast, issue: NewsletterPage, writer: User
) -> None:
    client = cast.client(writer)
    page = client.get(reverse("wagtailadmin_pages:edit", args=[issue.pk]))
    assert page.status_code == 200
    assert "action-submit" in page.content.decode()
    assert "action-publish" not in page.content.decode()
    assert client.get(reverse("newsletters_admin:send", args=[issue.pk])).status_code == 302
    assert not can_approve(writer)
    submit(client, issue, "submit")
    issue.refresh_from_db()
    state = issue.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[issue.pk, "approve", state.pk])
    client.post(address, {"comment": ""})
    assert approval_of(issue) is None
    with pytest.raises(SendingError):
        send_issue(issue, at=NOW, created_by=writer)


def test_an_approved_issue_is_not_published_until_it_is_sent(
    cast: Cast, issue: NewsletterPage, writer: User, sender: User, drain: Drain
) -> None:
    SubscriberFactory.create()
    with pytest.raises(SendingError):
        send_issue(issue, at=NOW, created_by=sender)
    submit(cast.client(writer), issue, "submit")
    (asked,) = drain()
    assert cast.coordinator.email in asked["To"]
    submit(cast.client(cast.coordinator), issue, "approve")
    (told,) = drain()
    assert writer.email in told["To"]
    issue.refresh_from_db()
    assert not issue.live
    approval = approval_of(issue)
    assert approval is not None
    assert approval.approved_by == cast.coordinator
    send_issue(issue, at=NOW, created_by=sender)
    issue.refresh_from_db()
    assert issue.live
    assert len(drain()) == 1


def test_choosing_other_readers_asks_for_approval_again(cast: Cast, issue: NewsletterPage, sender: User) -> None:
    SubscriberFactory.create()
    approve_issue(issue, by=cast.coordinator, at=NOW)
    row = IssueAudience.objects.create(issue=issue.translation_key)
    assert approval_of(issue) is not None, "all subscribers, as before"
    row.to_politicians = True
    row.save()
    assert approval_of(issue) is None
    with pytest.raises(SendingError):
        send_issue(issue, at=NOW, created_by=sender)


def test_who_may_approve_does_so_by_sending_unless_two_people_are_wanted(
    cast: Cast, issue: NewsletterPage, sender: User
) -> None:
    assert why_not_send(issue, cast.coordinator) == ""
    NewsletterSettings.objects.update(four_eyes=True)
    assert "godkännas" in why_not_send(issue, cast.coordinator)
    approve_issue(issue, by=cast.coordinator, at=NOW)
    assert "någon annan" in why_not_send(issue, cast.coordinator).lower()
    assert why_not_send(issue, sender) == ""
    page = cast.client(cast.coordinator).get(reverse("newsletters_admin:send", args=[issue.pk])).content.decode()
    assert 'name="send"' not in page


def test_a_change_of_a_scheduled_issue_calls_it_off_and_tells_who_scheduled_it(
    cast: Cast, issue: NewsletterPage, writer: User, drain: Drain
) -> None:
    mailing = send_issue(issue, at=NOW, scheduled_at=NOW + DAY, created_by=cast.coordinator)
    editor = reverse("wagtailadmin_pages:edit", args=[issue.pk])
    assert "schemalagt till" in cast.client(writer).get(editor).content.decode()
    change(issue, "Annat.", by=writer)
    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.CANCELLED
    (told,) = drain()
    assert cast.coordinator.email in told["To"]
    assert "Wera" in told.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert PageLogEntry.objects.filter(action="newsletters.call_off", user=writer).count() == 1
    address = reverse("newsletters_admin:send", args=[issue.pk])
    assert "har ändrats sedan dess" in cast.client(cast.coordinator).get(address).content.decode()
    publish_scheduled()
    issue.refresh_from_db()
    assert not issue.live
    assert approval_of(issue) is None


def test_a_scheduled_issue_opens_in_the_editor_and_taking_its_publishing_back_takes_the_mail_back(
    cast: Cast, issue: NewsletterPage
) -> None:
    mailing = send_issue(issue, at=NOW, scheduled_at=NOW + DAY, created_by=cast.coordinator)
    client = cast.client(cast.coordinator)
    assert "action-publish" in client.get(reverse("wagtailadmin_pages:edit", args=[issue.pk])).content.decode()
    issue.refresh_from_db()
    address = reverse("wagtailadmin_pages:revisions_unschedule", args=[issue.pk, issue.scheduled_revision.pk])
    assert client.post(address).status_code == 302
    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.CANCELLED


def test_saving_the_same_words_calls_nothing_off(cast: Cast, issue: NewsletterPage) -> None:
    mailing = send_issue(issue, at=NOW, scheduled_at=NOW + DAY, created_by=cast.coordinator)
    issue.get_latest_revision_as_object().save_revision()
    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.SCHEDULED


def test_what_was_mailed_stays_as_it_was_mailed(cast: Cast, issue: NewsletterPage, drain: Drain) -> None:
    SubscriberFactory.create()
    mailing = send_issue(issue, at=NOW, created_by=cast.coordinator)
    drain()
    before = mailing.contents.get().html
    change(issue, "Rättat på webben.", by=cast.coordinator)
    mailing.refresh_from_db()
    assert (mailing.state, mailing.contents.get().html) == (Mailing.State.DONE, before)
    page = cast.client(cast.coordinator).get(reverse("wagtailadmin_pages:edit", args=[issue.pk])).content.decode()
    assert "bara på webben" in page


def test_a_scheduled_issue_is_taken_back(cast: Cast, issue: NewsletterPage) -> None:
    mailing = send_issue(issue, at=NOW, scheduled_at=NOW + DAY, created_by=cast.coordinator)
    address = reverse("newsletters_admin:send", args=[issue.pk])
    assert cast.client(cast.coordinator).post(address, {"call_off": "1"}).status_code == 302
    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.CANCELLED
    assert not call_off(issue, by=cast.coordinator, at=NOW)


def test_what_is_called_off_among_the_mailings_is_not_published_either(cast: Cast, issue: NewsletterPage) -> None:
    mailing = send_issue(issue, at=NOW, scheduled_at=NOW + DAY, created_by=cast.coordinator)
    cancel_mailing(mailing, at=NOW)
    with time_machine.travel(NOW + 2 * DAY):
        publish_scheduled()
    issue.refresh_from_db()
    assert (issue.live, issue.go_live_at) == (False, None)


def test_a_missed_issue_asks_until_it_is_dropped(cast: Cast, issue: NewsletterPage) -> None:
    mailing = send_issue(issue, at=NOW, scheduled_at=NOW + DAY, created_by=cast.coordinator)
    Mailing.objects.filter(pk=mailing.pk).update(state=Mailing.State.MISSED)
    waits = [item for group in waiting_for(cast.coordinator, NOW) for item in group.items]
    assert [item.kind for item in waits] == ["newsletter_missed"]
    client, address = cast.client(cast.coordinator), reverse("newsletters_admin:send", args=[issue.pk])
    assert 'name="drop"' in client.get(address).content.decode()
    assert client.post(address, {"drop": "1"}).status_code == 302
    assert not [item for group in waiting_for(cast.coordinator, NOW) for item in group.items]
    assert not drop_missed(issue, by=cast.coordinator, at=NOW)
