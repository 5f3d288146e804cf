"""Who gets the newsletter, and what is in it."""

from newsletters.models.approval import IssueApproval, NewsletterSettings
from newsletters.models.audience import IssueAudience, ListedReader, ReaderList, Topic
from newsletters.models.digest import DigestRule, DigestRun
from newsletters.models.link_check import LinkCheck
from newsletters.models.page import NewsletterIndexPage, NewsletterPage
from newsletters.models.renewal import Renewal
from newsletters.models.subscriber import Subscriber
from newsletters.models.subscriber_import import SubscriberImport

__all__ = [
    "DigestRule",
    "DigestRun",
    "IssueApproval",
    "IssueAudience",
    "LinkCheck",
    "ListedReader",
    "NewsletterIndexPage",
    "NewsletterPage",
    "NewsletterSettings",
    "ReaderList",
    "Renewal",
    "Subscriber",
    "SubscriberImport",
    "Topic",
]
