"""What somebody else has saved, in words, for whoever was slower."""

from __future__ import annotations

from core.models import TargetArea
from members.models import Contact, PoliticalBody
from members.models.proposed import Facts
from my_pages.member_forms import ProfileForm
from my_pages.profiles import PLAIN, RICH, Profile


def what_is_saved(profile: Profile, form: ProfileForm) -> list[tuple[str, str]]:
    """The label and the saved words of each part that differs from what is in the (valid) form."""
    typed, saved = form.written_texts, profile.texts
    found = [
        (str(form.texts[name].label), saved[name])
        for name in (*PLAIN, *RICH)
        if typed[name].replace("\r\n", "\n").strip() != saved[name].strip()
    ]
    now, then = fact_words(form, profile.facts), fact_words(form, form.written_facts)
    return found + [(label, words) for label, words in now.items() if words != then[label]]


def fact_words(form: ProfileForm, facts: Facts) -> dict[str, str]:
    """Focus, political bodies and strategies as lines of text, by label."""
    areas = [area.name for area in TargetArea.objects.filter(pk__in=facts["target_areas"])]
    bodies = [
        PoliticalBody(**{name: value for name, value in row.items() if name != "pk"})
        for row in facts["political_bodies"]
    ]
    documents = [
        ", ".join(filter(None, [row["title"], str(row["year"] or ""), row["description"], row["url"]]))
        for row in facts["strategy_documents"]
    ]
    return {
        str(form.texts["target_areas"].label): "\n".join(areas),
        str(PoliticalBody._meta.verbose_name_plural).capitalize(): "\n".join(
            f"{body.name}: {body.description}" for body in bodies
        ),
        str(form.strategies.forms[0].fields["title"].label): "\n".join(documents),
    }


def contact_words(contact: Contact) -> tuple[str, str]:
    """A contact's name, and the rest of it on one line."""
    rest = [contact.get_kind_display(), contact.title, contact.phone, contact.email, contact.unit, contact.address]
    return contact.name, ", ".join(" ".join(words.split()) for words in rest if words)
