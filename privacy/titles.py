"""What a table is called for people, where its own name says too little or has no Swedish."""

from __future__ import annotations

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.personal_data import Words, model_of

TITLES: dict[str, Words] = {
    "account.EmailConfirmation": _("Links to confirm an address"),
    "accounts.User": _("Account"),
    "accounts.User_groups": _("Groups that the account is in"),
    "accounts.User_user_permissions": _("Permissions of the account"),
    "home.HomePage": _("Start page"),
    "ledger.OnboardingStep": _("Steps for new members"),
    "mailings.Attempt": _("Answers of mail servers"),
    "mailings.Delivery": _("Mails to you"),
    "mailings.MailingContent": _("Texts of mails to you alone"),
    "mailings.Notice": _("Lines of digests"),
    "mailings.Preference": _("Which mails you want, and how often"),
    "mailings.Suppression": _("Addresses that get no mail"),
    "meetings.Invitation": _("Invitations to meetings"),
    "meetings.MeetingIndexPage": _("Calendar"),
    "members.MemberIndexPage": _("Directory of members"),
    "members.Representative": _("Roles for members"),
    "members.ThemeGroup_contacts": _("Theme groups that you are in"),
    "mfa.Authenticator": _("Second factors"),
    "news.NewsIndexPage": _("List of news"),
    "newsletters.NewsletterIndexPage": _("Archive of newsletters"),
    "newsletters.Subscriber": _("Subscriptions to the newsletter"),
    "projects.ProjectIndexPage": _("Library of practices"),
    "socialaccount.SocialAccount": _("Accounts elsewhere that you sign in with"),
    "socialaccount.SocialToken": _("Keys of accounts elsewhere"),
    "usersessions.UserSession": _("Devices"),
    "wagtail_localize.OverridableSegment": _("Translations: places"),
    "wagtail_localize.SegmentOverride": _("Translations: own values"),
    "wagtail_localize.String": _("Translations: texts"),
    "wagtail_localize.StringSegment": _("Translations: links"),
    "wagtail_localize.StringTranslation": _("Translations"),
    "wagtail_localize.Template": _("Translations: templates"),
    "wagtail_localize.TranslationSource": _("Translations: sources"),
    "wagtailadmin.EditingSession": _("Pages that are open for editing"),
    "wagtailadmin.FormState": _("Half-written forms"),
    "wagtailcore.ModelLogEntry": _("Log of records"),
    "wagtailcore.PageLogEntry": _("Log of pages"),
    "wagtailcore.PageSubscription": _("Pages whose comments you follow"),
    "wagtailcore.Revision": _("Versions of pages"),
    "wagtailcore.TaskState": _("Approvals"),
    "wagtailcore.UploadedFile": _("Files that are being uploaded"),
    "wagtailcore.WorkflowState": _("Pages sent for approval"),
    "wagtailredirects.Redirect": _("Redirects"),
    "wagtailsearchpromotions.Query": _("What was searched for"),
    "wagtailsearchpromotions.SearchPromotion": _("Recommended search results"),
    "wagtailusers.UserProfile": _("Settings of the account"),
}


def title_of(label: str) -> str:
    """The name of a table such as "members.Contact", in the active language."""
    return str(TITLES.get(label) or capfirst(str(model_of(label)._meta.verbose_name_plural)))
