import blog.models.fields
import django.db.models.deletion
from django.contrib.auth.management import create_permissions
from django.db import migrations, models


ROLES = {
    "Author": "view_redirect view_missingaddress",
    "Editor": "add_redirect change_redirect delete_redirect view_missingaddress change_missingaddress",
    "Publisher": "view_missingaddress change_missingaddress",
}


def widen_roles(apps, schema_editor):
    # Django makes permissions after the last migration; these are needed now.
    config = apps.get_app_config("blog")
    before = getattr(config, "models_module", None)
    config.models_module = before or True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = before
    Permission = apps.get_model("auth", "Permission")
    for name, codenames in ROLES.items():
        group = apps.get_model("auth", "Group").objects.filter(name=name).first()
        if group:
            found = Permission.objects.filter(
                content_type__app_label="blog", codename__in=codenames.split()
            )
            group.permissions.add(*found)


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0010_crawlers"),
    ]

    operations = [
        migrations.AddField(
            model_name="redirect",
            name="hits",
            field=models.PositiveBigIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="redirect",
            name="last_hit",
            field=models.DateField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="redirect",
            name="from_path",
            field=models.CharField(
                help_text="A path on this site: /2019/05/name. With /* at its end it is a rule for a whole section: /old-blog/*.",
                max_length=255,
                unique=True,
                verbose_name="old address",
            ),
        ),
        migrations.AlterField(
            model_name="redirect",
            name="to_url",
            field=models.CharField(
                blank=True,
                help_text="A path, or an https:// address. For a rule, /blog/* keeps what follows and /blog leads all to one place. With neither, readers learn it is gone (410).",
                max_length=500,
                validators=[blog.models.fields.validate_line],
                verbose_name="or to this address",
            ),
        ),
        migrations.AddIndex(
            model_name="redirect",
            index=models.Index(fields=["to_url"], name="redirect_by_target"),
        ),
        migrations.CreateModel(
            name="MissingAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "path",
                    models.CharField(
                        blank=True, max_length=255, unique=True, verbose_name="address"
                    ),
                ),
                ("times", models.PositiveBigIntegerField(default=0)),
                ("first_seen", models.DateField(db_index=True)),
                ("last_seen", models.DateField()),
                ("noise", models.BooleanField(default=False)),
                ("ignored", models.BooleanField(default=False)),
            ],
            options={
                "verbose_name": "address not found",
                "verbose_name_plural": "addresses not found",
                "ordering": ["-times", "path"],
                "default_permissions": ["view", "change"],
                "indexes": [models.Index(fields=["-times", "path"], name="missing_most_first")],
            },
        ),
        migrations.CreateModel(
            name="MissingReferrer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("host", models.CharField(blank=True, max_length=253)),
                ("times", models.PositiveBigIntegerField(default=0)),
                (
                    "address",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="referrers",
                        to="blog.missingaddress",
                    ),
                ),
            ],
            options={
                "ordering": ["-times", "host"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("address", "host"), name="referrer_counted_once"
                    )
                ],
            },
        ),
        migrations.RunPython(widen_roles, migrations.RunPython.noop),
    ]
