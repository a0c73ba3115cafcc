"""The signs of a finding go into a table of their own: lists no longer read past them."""

from itertools import islice

import django.db.models.deletion
from django.db import migrations, models

import objektiv.web.models.packed


def move(apps, schema_editor):
    findings = apps.get_model("web", "Finding").objects.using(schema_editor.connection.alias)
    details = apps.get_model("web", "FindingDetail").objects.using(schema_editor.connection.alias)
    rows = findings.order_by("pk").only("pk", "detail", "related").iterator(500)
    while part := list(islice(rows, 500)):
        details.bulk_create(
            details.model(finding_id=one.pk, related=one.related, content=one.detail)
            for one in part
            if one.detail or one.related
        )


def move_back(apps, schema_editor):
    findings = apps.get_model("web", "Finding").objects.using(schema_editor.connection.alias)
    details = apps.get_model("web", "FindingDetail").objects.using(schema_editor.connection.alias)
    rows = details.select_related("finding").order_by("pk").iterator(500)
    while part := list(islice(rows, 500)):
        for one in part:
            one.finding.detail, one.finding.related = one.content, one.related
        findings.bulk_update([one.finding for one in part], ["detail", "related"])


class Migration(migrations.Migration):
    dependencies = [("web", "0026_schedules")]

    operations = [
        migrations.CreateModel(
            name="FindingDetail",
            fields=[
                (
                    "finding",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="kept",
                        serialize=False,
                        to="web.finding",
                    ),
                ),
                ("related", models.JSONField(default=list)),
                ("content", objektiv.web.models.packed.PackedField(default=dict)),
            ],
        ),
        migrations.RunPython(move, move_back),
        migrations.RemoveField(model_name="finding", name="detail"),
        migrations.RemoveField(model_name="finding", name="related"),
    ]
