"""The kinds of news that the network starts with (editable afterwards)."""

from django.db import migrations

CATEGORIES = [
    ("natverket", "Från nätverket", "From the network"),
    ("medlemmar", "Från medlemmarna", "From the members"),
    ("kunskap", "Forskning och kunskap", "Research and knowledge"),
    ("who-norden", "WHO och Norden", "WHO and the Nordic countries"),
    ("utlysningar", "Utlysningar", "Calls and grants"),
]


def add_categories(apps, schema_editor):
    category = apps.get_model("news", "NewsCategory")
    for order, (key, swedish, english) in enumerate(CATEGORIES, start=1):
        category.objects.update_or_create(
            key=key, defaults={"name_sv": swedish, "name_en": english, "sort_order": order}
        )


class Migration(migrations.Migration):
    dependencies = [("news", "0001_initial")]

    operations = [migrations.RunPython(add_categories, migrations.RunPython.noop)]
