import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0008_feeds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="post",
            name="part",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.expressions.CombinedExpression(
                    django.db.models.expressions.CombinedExpression(
                        models.F("id"), "+", models.Value(999)
                    ),
                    "/",
                    models.Value(1000),
                ),
                help_text="The part of the sitemap that names it: for good, whatever comes and goes.",
                output_field=models.BigIntegerField(),
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                fields=[
                    "part",
                    "status",
                    "-date_modified",
                    "date_published",
                    "noindex",
                    "canonical_url",
                ],
                name="post_in_part",
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                fields=["kind", "status", "-date_modified", "date_published"],
                name="post_changed_by_kind",
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                fields=["status", "-date_modified", "date_published", "kind", "category"],
                name="post_changed",
            ),
        ),
    ]
