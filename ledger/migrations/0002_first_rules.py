"""A rule for leaving and a list for new members to begin with; both are changed in the admin."""

import datetime

from django.db import migrations

TASKS = [
    ("Spara avsiktsförklaringen med diarienummer", "Keep the letter of intent with its registry number"),
    ("Få namn på en politisk och en administrativ kontaktperson", "Get the names of a political and an administrative contact"),
    ("Ge en redaktör konto och roll", "Give an editor an account and a role"),
    ("Hjälp medlemmen att fylla i sin profil", "Help the member to fill in its profile"),
    ("Räkna ut årets avgift och skicka fakturan", "Compute the year's fee and send the invoice"),
    ("Bjud in till nästa möte", "Invite to the next meeting"),
    ("Berätta om den nya medlemmen i en nyhet", "Tell of the new member in a news item"),
]


def add_rules(apps, schema_editor):
    apps.get_model("ledger", "NoticeRule").objects.get_or_create(
        valid_from=datetime.date(1985, 1, 1), defaults={"months": 0, "at_years_end": True}
    )
    model = apps.get_model("ledger", "OnboardingTask")
    if not model.objects.exists():
        for order, (swedish, english) in enumerate(TASKS, start=1):
            model.objects.create(text_sv=swedish, text_en=english, sort_order=order)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(add_rules, migrations.RunPython.noop)]
