"""Fifty simultaneous clicks on Send, by two coordinators: one mailing, and each reader gets it once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from devservices.smtp_sink import SmtpSink
from mailings.models import Mailing
from mailings.services import dispatch_due
from members.services import appoint_coordinator
from tests.factories.accounts import UserFactory
from tests.factories.cast import Cast
from tests.factories.newsletters import SubscriberFactory, newsletter_issue

CLICKS = 50


@pytest.mark.django_db(transaction=True)
def test_fifty_clicks_make_one_mailing(cast: Cast, mail_to_sink: SmtpSink) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's test database is in memory: one connection at a time")
    readers = SubscriberFactory.create_batch(3)
    other = UserFactory.create(email="second@example.org")
    appoint_coordinator(other)
    address = reverse("newsletters_admin:send", args=[newsletter_issue().pk])
    browsers: list[Client] = [cast.client((cast.coordinator, other)[number % 2]) for number in range(CLICKS)]
    together = Barrier(CLICKS)

    def click(browser: Client) -> int:
        try:
            together.wait(timeout=60)
            return browser.post(address, {"send": "1", "scheduled_at": "", "anyway": "on"}).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(CLICKS) as pool:
        answers = Counter(pool.map(click, browsers))
    assert answers == {302: CLICKS}
    assert Mailing.objects.count() == 1
    dispatch_due(clock=timezone.now)
    assert sorted(mail_to_sink.recipients) == sorted(reader.address for reader in readers)
