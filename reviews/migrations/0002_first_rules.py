"""A rule for each kind to begin with: once a year, the administrative contact first."""

from django.db import migrations


def add_rules(apps, schema_editor):
    model = apps.get_model("reviews", "ReviewRule")
    for kind in ("section", "contact", "strategy", "practice"):
        model.objects.get_or_create(kind=kind)


class Migration(migrations.Migration):
    dependencies = [("reviews", "0001_initial")]
    operations = [migrations.RunPython(add_rules, migrations.RunPython.noop)]
