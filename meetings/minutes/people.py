"""Who can be given something to do, or asked to adjust: those invited, and whoever writes."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import User
from meetings.models import Meeting
from members.models import Contact


@dataclass(frozen=True)
class Person:
    """Somebody by name and address."""

    name: str
    address: str
    language: str = "sv"
    member: str = ""
    contact: Contact | None = None

    @property
    def words(self) -> str:
        """The name, and for whom."""
        return f"{self.name}, {self.member}" if self.member else self.name


def people_of(meeting: Meeting, *, by: User | None = None) -> dict[str, Person]:
    """People by address, in the order of their names; in one query."""
    people = [
        Person(
            row.name or row.address,
            row.address,
            row.language,
            row.member.name if row.member else "",
            row.contact,
        )
        for row in meeting.invitations.current().select_related("contact", "member")
    ]
    if by is not None and by.email:
        people.append(Person(str(by), by.email.lower(), by.language or "sv"))
    return {person.address: person for person in sorted(people, key=lambda person: person.name.casefold())}
