"""Whom practices name: their contacts, and people in the text."""

from django.utils.translation import gettext_lazy as _

from core.personal_data import (
    Clue,
    Ground,
    Holding,
    Mentions,
    Outcome,
    Purpose,
    by_address,
    by_row,
    either,
    empty,
    register,
)

register(
    Purpose(
        key="practices",
        order=80,
        title=_("Practices and how they are taken up"),
        why=_("Whoever wants to do the same knows whom to ask."),
        ground=Ground.PUBLIC_TASK,
        whose=_("People named as contacts of a practice, or of its use elsewhere"),
        what=_("Name and e-mail address at work"),
        retention=_("As long as the practice is published, or until the person is replaced."),
        recipients=_("Everybody: practices are public"),
    ),
    Clue("projects.ProjectPage", address="contact_email", names="contact_name"),
    Clue("projects.Adoption", address="contact_email", names="contact_name"),
    Holding(
        "projects.ProjectPage",
        purpose="practices",
        columns="contact contact_name contact_email",
        find=either(by_address("contact_email"), by_row("members.Contact", "contact")),
        erase=empty(contact=None, contact_name="", contact_email=""),
        outcome=Outcome.EMPTIED,
        order=40,
    ),
    Holding(
        "projects.Adoption",
        purpose="practices",
        columns="contact_name contact_email",
        find=by_address("contact_email"),
        erase=empty(contact_name="", contact_email=""),
        outcome=Outcome.EMPTIED,
    ),
    Mentions("projects.Adoption", "practices", "changes result contact_name"),
    Mentions(
        "projects.ProjectPage",
        "practices",
        "lead_image_alt summary funding background aim method results how_measured what_worked what_did_not_work "
        "what_we_would_change resources contact_name last_reviewed_by",
    ),
    Mentions("projects.ProjectIndexPage", "editorial", "introduction"),
)
