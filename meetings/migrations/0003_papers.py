"""Agenda items in two languages, annexes under addresses of their own, and when papers are due and were sent."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# Days between the papers and the meeting: the network's own rules; every other kind has no day.
NOTICE_DAYS = {"arsmote": 28, "hostmote": 14, "strategmote": 7, "temagrupp": 7, "styrelsemote": 7}


def set_days(apps, schema_editor):
    kinds = apps.get_model("meetings", "MeetingKind").objects
    for kind in kinds.all():
        kinds.filter(pk=kind.pk).update(notice_days=NOTICE_DAYS.get(kind.key, 0))


def fill_documents(apps, schema_editor):
    """What lies there came in time, as far as anybody knows: when the meeting was announced."""
    documents = apps.get_model("meetings", "MeetingDocument").objects
    for document in documents.select_related("meeting"):
        added_at = document.meeting.announced_at or document.meeting.changed_at
        documents.filter(pk=document.pk).update(key=uuid.uuid4(), added_at=added_at)


class Migration(migrations.Migration):
    dependencies = [
        ("mailings", "0008_preferences_and_notices"),
        ("meetings", "0002_kinds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameField("agendaitem", "title", "title_sv"),
        migrations.AlterField(
            "agendaitem", "title_sv", models.CharField(max_length=200, verbose_name="item in Swedish")
        ),
        migrations.AddField(
            "agendaitem", "title_en", models.CharField(blank=True, max_length=200, verbose_name="item in English")
        ),
        migrations.AddField(
            "agendaitem",
            "text_sv",
            models.TextField(
                blank=True,
                help_text="For those invited; for everybody where all may come.",
                verbose_name="what it is about, in Swedish",
            ),
        ),
        migrations.AddField(
            "agendaitem", "text_en", models.TextField(blank=True, verbose_name="what it is about, in English")
        ),
        migrations.AddField(
            "meetingdocument",
            "added_at",
            models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="added"),
        ),
        migrations.AddField(
            "meetingdocument",
            "item",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="annexes",
                to="meetings.agendaitem",
                verbose_name="annex to",
            ),
        ),
        migrations.AddField("meetingdocument", "key", models.UUIDField(null=True, editable=False)),
        migrations.AddField(
            "meetingkind",
            "notice_days",
            models.PositiveSmallIntegerField(
                default=7,
                help_text="The agenda and its annexes are to be out by then. 0 sets no day.",
                verbose_name="papers, days before",
            ),
        ),
        migrations.RunPython(set_days, migrations.RunPython.noop),
        migrations.RunPython(fill_documents, migrations.RunPython.noop),
        migrations.AlterField(
            "meetingdocument", "key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
        ),
        migrations.CreateModel(
            name="PaperNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sent_at", models.DateTimeField(verbose_name="sent")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="to be sent at the latest")),
                ("people", models.PositiveIntegerField(verbose_name="people")),
                ("papers", models.PositiveIntegerField(verbose_name="documents")),
                (
                    "mailing",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="mailings.mailing",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="paper_notices",
                        to="meetings.meeting",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "papers sent",
                "verbose_name_plural": "papers sent",
                "ordering": ["sent_at", "pk"],
            },
        ),
    ]
