"""Minutes, attendance, decisions, action items and adjusters."""

import core.tokens
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0004_what_a_contact_was"),
        ("members", "0008_lists_of_members_to_confirm"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Minutes",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("writing", "Being written"),
                            ("adjusting", "Being adjusted"),
                            ("locked", "Adjusted and locked"),
                        ],
                        default="writing",
                        editable=False,
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("chair", models.CharField(blank=True, max_length=120, verbose_name="chair")),
                ("secretary", models.CharField(blank=True, max_length=120, verbose_name="secretary")),
                (
                    "is_public",
                    models.BooleanField(
                        default=False,
                        help_text="Everybody may read the adjusted minutes; else those invited.",
                        verbose_name="public",
                    ),
                ),
                ("started_at", models.DateTimeField(verbose_name="started")),
                ("adjustment_round", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "sent_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="sent for adjustment"),
                ),
                ("locked_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="adjusted")),
                ("text", models.TextField(blank=True, editable=False)),
                ("checksum", models.CharField(blank=True, editable=False, max_length=64, verbose_name="checksum")),
                (
                    "meeting",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="minutes", to="meetings.meeting"
                    ),
                ),
            ],
            options={
                "verbose_name": "minutes",
                "verbose_name_plural": "minutes",
            },
        ),
        migrations.CreateModel(
            name="Attendee",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("member_name", models.CharField(blank=True, max_length=100, verbose_name="member")),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("political", "Political contact"),
                            ("administrative", "Administrative contact"),
                            ("other", "Other representative"),
                        ],
                        max_length=14,
                        verbose_name="role",
                    ),
                ),
                (
                    "presence",
                    models.CharField(
                        choices=[
                            ("unknown", "Not noted"),
                            ("on_site", "On site"),
                            ("online", "Took part online"),
                            ("absent", "Absent"),
                        ],
                        default="unknown",
                        max_length=8,
                        verbose_name="presence",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="members.contact",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="members.member",
                    ),
                ),
                (
                    "minutes",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="attendees", to="meetings.minutes"
                    ),
                ),
            ],
            options={
                "verbose_name": "attendee",
                "verbose_name_plural": "attendees",
                "ordering": ["member_name", "name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="MinutesItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort_order", models.PositiveIntegerField(default=0)),
                ("title", models.CharField(max_length=200, verbose_name="item")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("information", "Information"),
                            ("discussion", "Discussion"),
                            ("decision", "Decision"),
                        ],
                        default="information",
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="what was said")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("changed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "agenda_item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="minutes_items",
                        to="meetings.agendaitem",
                    ),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "minutes",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="meetings.minutes"
                    ),
                ),
            ],
            options={
                "verbose_name": "item of minutes",
                "verbose_name_plural": "items of minutes",
                "ordering": ["sort_order", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort_order", models.PositiveIntegerField(default=0)),
                ("text", models.TextField(verbose_name="decision")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="decisions", to="meetings.minutesitem"
                    ),
                ),
            ],
            options={
                "verbose_name": "decision",
                "verbose_name_plural": "decisions",
                "ordering": ["sort_order", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ActionItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort_order", models.PositiveIntegerField(default=0)),
                ("what", models.CharField(max_length=300, verbose_name="what is to be done")),
                ("owner_name", models.CharField(max_length=120, verbose_name="who")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="until")),
                ("holder_name", models.CharField(blank=True, editable=False, max_length=120)),
                ("address", models.EmailField(blank=True, max_length=254)),
                ("language", models.CharField(default="sv", max_length=5)),
                ("done_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="done")),
                ("nonce", models.CharField(default=core.tokens.new_nonce, editable=False, max_length=32)),
                ("token_hash", models.CharField(blank=True, db_index=True, editable=False, max_length=64)),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="members.contact",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="actions", to="meetings.minutesitem"
                    ),
                ),
            ],
            options={
                "verbose_name": "action item",
                "verbose_name_plural": "action items",
                "ordering": ["sort_order", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Adjuster",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("address", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                ("language", models.CharField(default="sv", max_length=5, verbose_name="language of mails")),
                (
                    "answer",
                    models.CharField(
                        choices=[("none", "No answer"), ("approved", "Approved"), ("commented", "Has a comment")],
                        default="none",
                        max_length=10,
                        verbose_name="answer",
                    ),
                ),
                ("comment", models.TextField(blank=True, verbose_name="comment")),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered")),
                ("nonce", models.CharField(default=core.tokens.new_nonce, editable=False, max_length=32)),
                ("token_hash", models.CharField(blank=True, db_index=True, editable=False, max_length=64)),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="members.contact",
                    ),
                ),
                (
                    "minutes",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="adjusters", to="meetings.minutes"
                    ),
                ),
            ],
            options={
                "verbose_name": "adjuster",
                "verbose_name_plural": "adjusters",
                "ordering": ["round", "name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("address", ""), _negated=True),
                        fields=("minutes", "round", "address"),
                        name="one_adjuster_per_round_and_address",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="minutesitem",
            constraint=models.UniqueConstraint(
                fields=("minutes", "agenda_item"), name="one_minutes_item_per_agenda_item"
            ),
        ),
    ]
