"""Give mailings the priority of their deliveries, and let PostgreSQL vacuum the deliveries often: every one of them
changes its state twice in a short time, and the claims read the index that it leaves."""

from django.db import migrations

TUNE = """
ALTER TABLE mailings_delivery SET (
  autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000,
  autovacuum_analyze_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 1
)
"""
UNTUNE = """
ALTER TABLE mailings_delivery RESET (
  autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold,
  autovacuum_analyze_scale_factor, autovacuum_vacuum_cost_delay
)
"""
TRANSACTIONAL = 1


def copy_priorities(apps, schema_editor):
    mailings = apps.get_model("mailings", "Mailing").objects
    mailings.filter(deliveries__priority=TRANSACTIONAL).update(priority=TRANSACTIONAL)


def tune(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(TUNE)


def untune(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(UNTUNE)


class Migration(migrations.Migration):

    dependencies = [("mailings", "0003_journal_per_sender")]

    operations = [
        migrations.RunPython(copy_priorities, migrations.RunPython.noop),
        migrations.RunPython(tune, untune),
    ]
