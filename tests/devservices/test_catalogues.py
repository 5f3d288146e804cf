"""The reader of messages finds what the gettext programs would find, and faults in a translation are named."""

from pathlib import Path

import polib
import pytest

from devservices import catalogues
from devservices.catalogues import find_fault
from devservices.source_messages import Message, messages_of_python, messages_of_template


def test_python_messages_of_every_function() -> None:
    source = """
_("plain")
gettext_lazy("two " "parts")
ngettext("%(count)s member", "%(count)s members", count)
pgettext_lazy("month", "May")
npgettext("seats", "one", "many", 2)
translation.gettext("by module")
gettext(variable)
other("not ours")
"""
    assert set(messages_of_python(source)) == {
        Message("", "plain", ""),
        Message("", "two parts", ""),
        Message("", "%(count)s member", "%(count)s members"),
        Message("month", "May", ""),
        Message("seats", "one", "many"),
        Message("", "by module", ""),
    }


def test_template_messages_of_every_tag() -> None:
    source = """{% load i18n %}{% translate "It's here" %}{% translate "May" context "month" as month %}
{% blocktranslate trimmed with name=member.name %}
  Hello
  {{ name }}
{% endblocktranslate %}
{% blocktranslate count counter=n %}{{ counter }} news{% plural %}{{ counter }} news items{% endblocktranslate %}
{{ value|default:_("none") }}{% include "x.html" with label=_("Read more") %}{# translate "not this" #}"""
    assert set(messages_of_template(source)) == {
        Message("", "It's here", ""),
        Message("month", "May", ""),
        Message("", "Hello %(name)s", ""),
        Message("", "%(counter)s news", "%(counter)s news items"),
        Message("", "none", ""),
        Message("", "Read more", ""),
    }


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        (None, "not in the catalogue"),
        (polib.POEntry(msgid="Hello %(name)s", msgstr=""), "not translated"),
        (polib.POEntry(msgid="Hello %(name)s", msgstr="Hej %(name)s", flags=["fuzzy"]), "fuzzy"),
        (polib.POEntry(msgid="Hello %(name)s", msgstr="Hej %(namn)s"), "a placeholder that the message does not have"),
        (polib.POEntry(msgid="Hello %(name)s", msgstr="Hej"), "a placeholder is missing"),
        (polib.POEntry(msgid="Hello %(name)s", msgstr="Hej %(name)s"), ""),
    ],
)
def test_fault_of_a_translation_is_named(entry: polib.POEntry | None, fault: str) -> None:
    assert find_fault(Message("", "Hello %(name)s", ""), entry) == fault


def test_plural_needs_every_form() -> None:
    message = Message("", "%(n)s member", "%(n)s members")
    one = polib.POEntry(msgid=message.text, msgid_plural=message.plural, msgstr_plural={0: "en medlem", 1: ""})
    both = polib.POEntry(msgid=message.text, msgid_plural=message.plural, msgstr_plural={0: "en", 1: "%(n)s medlemmar"})
    assert find_fault(message, one) == "not translated"
    assert find_fault(message, both) == ""


def test_catalogue_is_compiled_with_its_parts_and_only_when_older(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path)
    whole, part = tmp_path / "sv/LC_MESSAGES/django.po", tmp_path / "parts/news.sv.po"
    for path, text, translation in ((whole, "News", "Nyheter"), (part, "Map", "Karta")):
        path.parent.mkdir(parents=True)
        path.write_text(f'msgid ""\nmsgstr ""\n\nmsgid "{text}"\nmsgstr "{translation}"\n')
    catalogues.compile_catalogues()
    compiled = whole.with_suffix(".mo")
    assert {entry.msgid: entry.msgstr for entry in polib.mofile(str(compiled))} == {"News": "Nyheter", "Map": "Karta"}
    first = compiled.stat().st_mtime_ns
    catalogues.compile_catalogues()
    assert compiled.stat().st_mtime_ns == first
