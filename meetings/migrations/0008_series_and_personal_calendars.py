"""Meetings that come back, whole days, and personal feeds."""

import core.tokens
import django.db.models.deletion
import meetings.models.meeting
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0007_reminders_by_kind'),
        ('members', '0003_role_invitations'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MeetingSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(default=meetings.models.meeting.new_uid, editable=False, max_length=64, unique=True)),
                ('sequence', models.PositiveIntegerField(default=0, editable=False)),
                ('stamped_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('rule', models.CharField(help_text='RFC 5545, 3.3.10', max_length=200, verbose_name='rule')),
                ('title_sv', models.CharField(max_length=150, verbose_name='title in Swedish')),
                ('title_en', models.CharField(blank=True, max_length=150, verbose_name='title in English')),
                ('description_sv', models.TextField(blank=True, verbose_name='description in Swedish')),
                ('description_en', models.TextField(blank=True, verbose_name='description in English')),
                ('starts_at', models.DateTimeField(verbose_name='starts')),
                ('ends_at', models.DateTimeField(verbose_name='ends')),
                ('time_zone', models.CharField(choices=[('Europe/Stockholm', 'Europe/Stockholm'), ('Europe/Helsinki', 'Europe/Helsinki'), ('Europe/London', 'Europe/London'), ('Europe/Brussels', 'Europe/Brussels')], default='Europe/Stockholm', max_length=40, verbose_name='time zone')),
                ('is_all_day', models.BooleanField(default=False, verbose_name='whole days')),
                ('place', models.CharField(blank=True, max_length=200, verbose_name='place')),
                ('online_link', models.URLField(blank=True, verbose_name='link for taking part online')),
                ('announced_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='announced')),
            ],
            options={
                'verbose_name': 'series of meetings',
                'verbose_name_plural': 'series of meetings',
                'ordering': ['-starts_at', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='meeting',
            name='is_all_day',
            field=models.BooleanField(default=False, help_text='Only the dates count, from the first to the last.', verbose_name='whole days'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='recurs_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='meeting',
            name='stamped_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.CreateModel(
            name='CalendarKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nonce', models.CharField(default=core.tokens.new_nonce, editable=False, max_length=32)),
                ('token_hash', models.CharField(blank=True, db_index=True, editable=False, max_length=64)),
                ('made_at', models.DateTimeField(verbose_name='made')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'calendar address',
                'verbose_name_plural': 'calendar addresses',
            },
        ),
        migrations.AddField(
            model_name='meeting',
            name='series',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='meetings.meetingseries', verbose_name='series'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('recurs_at__isnull', True), ('series__isnull', True)), models.Q(('recurs_at__isnull', False), ('series__isnull', False)), _connector='OR'), name='time_of_a_series_has_its_date'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.UniqueConstraint(fields=('series', 'recurs_at'), name='one_meeting_per_date_of_a_series'),
        ),
    ]
