from django.db import migrations

WAGTAILS_OWN = "Moderators approval"


def trust_present_members(apps, schema_editor):
    """Nobody loses a right: whoever is a member today publishes at once, as before (docs/adr/0023)."""
    apps.get_model("members", "Member").objects.update(publishing="at_once")


def ask_coordinators_again(apps, schema_editor):
    """Backward: the column goes away with the migration before."""


def put_away_wagtails_workflow(apps, schema_editor):
    """Wagtail puts a workflow of its own on the root, whose moderators are nobody here."""
    Workflow = apps.get_model("wagtailcore", "Workflow")
    Workflow.objects.filter(name=WAGTAILS_OWN).update(active=False)
    apps.get_model("wagtailcore", "WorkflowPage").objects.filter(workflow__name=WAGTAILS_OWN, page__depth=1).delete()


def take_wagtails_workflow_out(apps, schema_editor):
    """Backward: it may be chosen again."""
    apps.get_model("wagtailcore", "Workflow").objects.filter(name=WAGTAILS_OWN).update(active=True)


class Migration(migrations.Migration):
    dependencies = [("members", "0005_publishing_after_approval")]

    operations = [
        migrations.RunPython(trust_present_members, ask_coordinators_again),
        migrations.RunPython(put_away_wagtails_workflow, take_wagtails_workflow_out),
    ]
