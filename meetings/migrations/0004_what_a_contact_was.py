"""Keep what an invited contact was, so that attendance can be counted when the contact is gone."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def note_kinds(apps, schema_editor):
    """Those invited before."""
    contact = apps.get_model("members", "Contact")
    kinds = contact.objects.filter(pk=OuterRef("contact")).values("kind")
    invitations = apps.get_model("meetings", "Invitation").objects
    invitations.filter(contact__isnull=False).update(contact_kind=Subquery(kinds))


class Migration(migrations.Migration):

    dependencies = [
        ("meetings", "0003_papers"),
    ]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="contact_kind",
            field=models.CharField(blank=True, choices=[("political", "Political contact"), ("administrative", "Administrative contact"), ("other", "Other representative")], default="", editable=False, max_length=20, verbose_name="kind of contact"),
            preserve_default=False,
        ),
        migrations.RunPython(note_kinds, migrations.RunPython.noop),
    ]
