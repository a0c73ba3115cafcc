import secrets

import django.db.models.deletion
from django.db import migrations, models


def draw(apps, schema_editor):
    """A link of its own for every paper there is."""
    for one in apps.get_model("web", "Acquaintance").objects.all():
        one.secret = secrets.token_urlsafe(12)
        one.save(update_fields=["secret"])


class Migration(migrations.Migration):
    dependencies = [("web", "0038_year_report")]

    operations = [
        migrations.RemoveField("acquaintance", "closed_at"),
        migrations.AddField(
            "acquaintance", "secret", models.CharField(default="", max_length=24),
            preserve_default=False,
        ),
        migrations.RunPython(draw, migrations.RunPython.noop),
        migrations.AlterField(
            "acquaintance", "secret", models.CharField(max_length=24, unique=True)
        ),
        migrations.AddField(
            "publicrelease", "job",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+",
                to="web.job",
            ),
        ),
    ]  # fmt: skip
