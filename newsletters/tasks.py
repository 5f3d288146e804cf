"""What happens to the newsletter by the clock."""

from celery import shared_task
from django.utils import timezone

from newsletters.checklist.draft import Draft
from newsletters.checklist.links import check_links
from newsletters.digest.making import due_rules, make_digest
from newsletters.models import NewsletterPage
from newsletters.renewal import follow_renewals


@shared_task(name="newsletters.make_digests")
def make_digests() -> None:
    """Have an issue made for each rule whose time has come; each by itself, so that none stops another."""
    for rule_id in due_rules(now=timezone.now()):
        make_one_digest.delay(rule_id)


@shared_task(name="newsletters.make_digest")
def make_one_digest(rule_id: int) -> None:
    """Make the issue of one rule; again makes none."""
    make_digest(rule_id, now=timezone.now())


@shared_task(name="newsletters.follow_renewals")
def follow_all_renewals() -> None:
    """Remind those who are asked to say yes again, and settle what is over."""
    follow_renewals(now=timezone.now())


@shared_task(name="newsletters.follow_links", soft_time_limit=300)
def follow_links(page_id: int) -> None:
    """Follow the links of an issue; again follows those that have not answered well today."""
    page = NewsletterPage.objects.filter(pk=page_id).first()
    if page is not None:
        check_links(Draft(page, at=timezone.now()))
