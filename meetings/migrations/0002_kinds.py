"""The kinds of meeting that the network's year has."""

from django.db import migrations

KINDS = [
    ("arsmote", "Årsmöte", "Annual meeting"),
    ("hostmote", "Höstmöte", "Autumn meeting"),
    ("strategmote", "Strategernas månadsmöte", "Strategists' meeting"),
    ("temagrupp", "Temagrupp", "Theme group meeting"),
    ("styrelsemote", "Styrelsemöte", "Board meeting"),
    ("webbinarium", "Webbinarium", "Webinar"),
    ("konferens", "Konferens", "Conference"),
    ("annat", "Annat möte", "Other meeting"),
]


def add_kinds(apps, schema_editor):
    model = apps.get_model("meetings", "MeetingKind")
    for order, (key, swedish, english) in enumerate(KINDS, start=1):
        model.objects.update_or_create(key=key, defaults={"name_sv": swedish, "name_en": english, "sort_order": order})


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial")]
    operations = [migrations.RunPython(add_kinds, migrations.RunPython.noop)]
