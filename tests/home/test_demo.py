"""The demo network: whole, safe to load twice, and never mixed with a real one."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.models import Page

from accounts.models import User
from mailings.models import Mailing
from meetings.models import Meeting
from members.models import Member
from newsletters.models import Subscriber
from projects.models import Adoption, ProjectPage

# What the member's real page says (its contact's name and number are made up).
FACTS = [
    "Trollhättans Stad ska sträva efter att vara en kommun där invånarna lever ett gott liv",
    "Folkhälsostrateg",
    "Kontoret Tillväxt och utveckling",
    "Gärdhemsvägen 9",
    "461 83",
    "Mål- och resursplanen",
    "Utskottet för social hållbarhet",
    "2015",
    "För ett jämlikt Trollhättan!",
    "jämställdhet, barnperspektiv",
    "16 oktober 2017",
]


def counts() -> list[int]:
    return [model.objects.count() for model in (Page, Member, Adoption, Meeting, Subscriber, User, Mailing)]


def test_a_real_network_is_never_filled_with_made_up_people(db: None, settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError):
        call_command("load_demo")
    assert Member.objects.count() == 0


def test_the_demo_network_is_whole_and_loads_twice(
    db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    settings.DEMO = True
    accounts = tmp_path / "accounts.json"
    monkeypatch.setenv("DEMO_ACCOUNTS_FILE", str(accounts))
    call_command("load_demo", verbosity=0)
    before = counts()
    assert Member.objects.active().count() == 20
    assert ProjectPage.objects.filter(locale__language_code="sv").count() == 40
    assert Mailing.objects.exclude(state=Mailing.State.DONE).count() == 0
    assert {row["role"] for row in json.loads(accounts.read_text())} >= {"coordinator", "representative"}
    assert all(user.email.endswith("example.org") for user in User.objects.all())
    profile = client.get("/medlemmar/trollhattan/").content.decode()
    for fact in FACTS:
        assert fact.lower() in profile.lower(), fact
    call_command("load_demo", verbosity=0)
    assert counts() == before
