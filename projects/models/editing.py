"""The form that an editor meets: ordered as one would tell of a practice to a colleague."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import CheckboxSelectMultiple, RadioSelect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import (
    CommentPanel,
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
    TitleFieldPanel,
)

from members.models import Contact, Member, MemberPage


class ProjectPageForm(WagtailAdminPageForm):
    """Knows whose practice this is, and refuses what cannot be."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self._owner()
        if "lead_member" in self.fields:
            self.fields["lead_member"].queryset = Member.objects.active() | Member.objects.filter(
                pk=self.instance.lead_member_id
            )
            if owner is not None:
                self.initial["lead_member"] = owner.pk
                self.fields["lead_member"].disabled = True
                self.fields["lead_member"].help_text = _("Follows from whose profile the practice stands under.")
        if "contact" in self.fields:
            lead_pk = owner.pk if owner is not None else self.instance.lead_member_id
            contacts = Contact.objects.select_related("member").order_by("member__name", "name")
            self.fields["contact"].queryset = contacts.filter(member_id=lead_pk) if lead_pk else contacts

    def _owner(self) -> Member | None:
        parent = self.parent_page.specific if self.parent_page is not None else None
        return parent.member if isinstance(parent, MemberPage) else None

    def clean(self) -> dict[str, Any]:
        """Refuse the lead member among its own partners, and another contact's address without a name."""
        cleaned: dict[str, Any] = super().clean()
        lead = cleaned.get("lead_member")
        if lead is not None and lead in (cleaned.get("partner_members") or []):
            self.add_error(
                "partner_members",
                ValidationError(
                    gettext("%(member)s leads the practice and cannot be its partner too."),
                    params={"member": lead.name},
                ),
            )
        if cleaned.get("contact_email") and not cleaned.get("contact_name"):
            self.add_error("contact_name", gettext("Say whose e-mail address it is."))
        return cleaned


story_panels = [
    TitleFieldPanel("title", help_text=_("A name that says what it is: “Walking school buses in Sylte”.")),
    FieldPanel("summary"),
    MultiFieldPanel([FieldPanel("lead_image"), FieldPanel("lead_image_alt")], heading=_("Picture")),
    FieldPanel("background", help_text=_("What was the problem, and how did you know?")),
    FieldPanel("aim", help_text=_("What should become better, for whom, and by when?")),
    FieldPanel("method", help_text=_("What do you do, step by step? Who does it, how often, with what?")),
    MultiFieldPanel(
        [
            FieldPanel("results", help_text=_("What happened? Numbers where you have them.")),
            FieldPanel("how_measured", help_text=_("Which figures, asked of whom, compared with what?")),
            FieldPanel("evidence_level"),
        ],
        heading=_("Results"),
    ),
    MultiFieldPanel(
        [FieldPanel("what_worked"), FieldPanel("what_did_not_work"), FieldPanel("what_we_would_change")],
        heading=_("Lessons"),
        help_text=_("The most useful part for colleagues elsewhere. Be honest."),
    ),
    FieldPanel("resources", help_text=_("Guides, forms, reports and pages that others can use.")),
    CommentPanel(),
]

fact_panels = [
    MultiFieldPanel(
        [
            FieldPanel("lead_member"),
            FieldPanel(
                "partner_members",
                widget=CheckboxSelectMultiple,
                help_text=_("Other members that carry the work together with you."),
            ),
        ],
        heading=_("Members"),
    ),
    MultiFieldPanel(
        [FieldPanel("status"), FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")])],
        heading=_("Status and period"),
    ),
    MultiFieldPanel(
        [
            FieldPanel("target_areas", widget=CheckboxSelectMultiple),
            FieldPanel("target_groups", widget=CheckboxSelectMultiple),
            FieldPanel("life_stages", widget=CheckboxSelectMultiple),
            FieldPanel("settings", widget=CheckboxSelectMultiple),
        ],
        heading=_("What it is about, and for whom"),
        help_text=_("Colleagues find the practice by these words."),
    ),
    MultiFieldPanel([FieldPanel("scale"), FieldPanel("cost_band"), FieldPanel("funding")], heading=_("Scale and cost")),
    MultiFieldPanel(
        [
            FieldPanel("six_ps", widget=CheckboxSelectMultiple),
            FieldPanel("goals", widget=CheckboxSelectMultiple),
        ],
        heading=_("Goals of WHO and the UN"),
        classname="collapsed",
    ),
]

contact_panels = [
    MultiFieldPanel(
        [FieldPanel("contact"), FieldPanel("contact_name"), FieldPanel("contact_email")],
        heading=_("Whom to ask"),
        help_text=_("Choose one of the member's contacts, or name somebody else. It is shown to everybody."),
    ),
    MultiFieldPanel(
        [FieldRowPanel([FieldPanel("last_reviewed_on"), FieldPanel("last_reviewed_by")])],
        heading=_("Last reviewed"),
        help_text=_("Set today's date when you have read the text through and it still holds."),
    ),
]

criteria_panels = [
    HelpPanel(
        content=_(
            "A self-check against the EU's criteria for best practices in public health. Answer what you can; "
            "what is left empty is not shown."
        )
    ),
    *[
        FieldPanel(name, widget=RadioSelect)
        for name in (
            "effectiveness",
            "equity",
            "transferability",
            "sustainability",
            "intersectoral",
            "participation",
            "ethics",
        )
    ],
]

edit_handler = TabbedInterface(
    [
        ObjectList(story_panels, heading=_("The story")),
        ObjectList(fact_panels, heading=_("Facts")),
        ObjectList(contact_panels, heading=_("Contact")),
        ObjectList(criteria_panels, heading=_("Self-check")),
    ]
)
