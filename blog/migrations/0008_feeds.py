import django.core.validators
from django.core.files.storage import default_storage
from django.db import migrations, models


def measure(apps, schema_editor):
    """Note how long the files are that are there already; 0 for one that cannot be found."""

    def size_of(name):
        try:
            return default_storage.size(name)
        except OSError:
            return 0

    for image in apps.get_model("blog", "Image").objects.iterator():
        image.file_size = size_of(image.file.name)
        with_sizes(image.renditions, size_of)
        image.save(update_fields=["file_size", "renditions"])
    for drawing in apps.get_model("blog", "Drawing").objects.iterator():
        with_sizes(drawing.renditions, size_of)
        drawing.save(update_fields=["renditions"])


def with_sizes(renditions, size_of):
    for rendition in renditions:
        if rendition["format"] in {"jpeg", "png"}:  # the only ones that feeds name
            rendition["size"] = size_of(rendition["file"])


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0007_terms"),
    ]

    operations = [
        migrations.AddField(
            model_name="image",
            name="file_size",
            field=models.PositiveIntegerField(
                default=0, editable=False, help_text="In bytes; 0: not known."
            ),
        ),
        migrations.AddField(
            model_name="sitesettings",
            name="feed_summaries",
            field=models.BooleanField(
                default=False,
                help_text="Feeds hold the description of each post and a link, not its whole text. People read whole texts where they are; with summaries they have to come here.",
                verbose_name="summaries in feeds",
            ),
        ),
        migrations.AddField(
            model_name="sitesettings",
            name="hub",
            field=models.CharField(
                blank=True,
                help_text="The address of a hub that hands news on at once, as https://hub.example/. Feeds name it, and it learns which feeds changed. Empty: readers ask by themselves.",
                max_length=500,
                validators=[django.core.validators.URLValidator(["https", "http"])],
                verbose_name="WebSub hub",
            ),
        ),
        migrations.AlterField(
            model_name="image",
            name="renditions",
            field=models.JSONField(
                default=list,
                editable=False,
                help_text="[{format, width, height, file, size}], made in the background; empty till then.",
            ),
        ),
        migrations.RunPython(measure, migrations.RunPython.noop, elidable=True),
    ]
