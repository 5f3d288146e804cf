"""Meetings."""

import datetime

from factory.declarations import LazyAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory

from meetings.models import Meeting, MeetingIndexPage, MeetingKind
from tests.factories.members import home_page

START = datetime.datetime(2027, 4, 14, 8, 0, tzinfo=datetime.UTC)


class MeetingKindFactory(DjangoModelFactory[MeetingKind]):
    """The strategists' meeting."""

    class Meta:
        model = MeetingKind
        django_get_or_create = ("key",)

    key = "strategmote"
    name_sv = "Strategmöte"
    name_en = "Strategists' meeting"


class MeetingFactory(DjangoModelFactory[Meeting]):
    """A draft of a meeting on 14 April 2027, 10–11.30 Swedish time, for all members."""

    class Meta:
        model = Meeting

    kind = SubFactory(MeetingKindFactory)
    title_sv = Sequence(lambda n: f"Strategernas månadsmöte {n}")
    title_en = Sequence(lambda n: f"Strategists' monthly meeting {n}")
    starts_at = START
    ends_at = LazyAttribute(lambda meeting: meeting.starts_at + datetime.timedelta(minutes=90))
    place = "Folkets hus, Trollhättan"
    online_link = "https://meet.example.org/strategerna"


def meeting_index() -> MeetingIndexPage:
    """The Swedish calendar page; made under the start page where there is none."""
    home = home_page()
    found: MeetingIndexPage | None = MeetingIndexPage.objects.child_of(home).first()
    if found is not None:
        return found
    page: MeetingIndexPage = home.add_child(instance=MeetingIndexPage(title="Möten", slug="moten", locale=home.locale))
    return page
