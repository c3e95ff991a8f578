# The words lie where each database searches best. Whoever alters SearchEntry later on SQLite must
# make the trigger again: Django rebuilds the table, and a trigger goes with its table.

import django.db.models.deletion
from django.db import migrations, models

FORWARDS = {
    "sqlite": [
        # Words come here folded and stemmed, with spaces between: `ascii` splits there and nowhere
        # else. prefix: from two letters on, a beginning is looked up and not scanned.
        "CREATE VIRTUAL TABLE blog_searchwords USING fts5("
        " title, labels, questions, body, tokenize = 'ascii', prefix = '2 3')",
        "CREATE TRIGGER blog_searchentry_gone AFTER DELETE ON blog_searchentry BEGIN"
        " DELETE FROM blog_searchwords WHERE rowid = old.post_id; END",
    ],
    "postgresql": [
        # head: title, tags and headings once more, for what is found too often to rank it all.
        "ALTER TABLE blog_searchentry ADD COLUMN words tsvector, ADD COLUMN head tsvector",
        "CREATE INDEX blog_searchentry_words ON blog_searchentry USING gin (words)",
        "CREATE INDEX blog_searchentry_head ON blog_searchentry USING gin (head)",
        # The cost of a comparison counts neither that the words lie outside of the row nor that
        # they are compressed. So the planner prefers to read all of them; here it may not.
        *(
            f"CREATE FUNCTION {name}(tsquery) RETURNS SETOF bigint LANGUAGE sql STABLE"
            f" ROWS 500 SET enable_seqscan = off SET jit = off"
            f" AS 'SELECT post_id FROM blog_searchentry WHERE {column} @@ $1'"
            for name, column in (("blog_search_words", "words"), ("blog_search_heads", "head"))
        ),
    ],
}
BACKWARDS = {
    "sqlite": ["DROP TRIGGER blog_searchentry_gone", "DROP TABLE blog_searchwords"],
    "postgresql": [
        "DROP FUNCTION blog_search_words(tsquery)",
        "DROP FUNCTION blog_search_heads(tsquery)",
        "DROP INDEX blog_searchentry_words",
        "DROP INDEX blog_searchentry_head",
        "ALTER TABLE blog_searchentry DROP COLUMN words, DROP COLUMN head",
    ],
}


def make(apps, schema_editor):
    for statement in FORWARDS[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def unmake(apps, schema_editor):
    for statement in BACKWARDS[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0004_site"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "post",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_entry",
                        serialize=False,
                        to="blog.post",
                    ),
                ),
                ("text", models.TextField(help_text="What the page says, a line a block.")),
                (
                    "digest",
                    models.CharField(help_text="Of all that was indexed, and how.", max_length=64),
                ),
            ],
            options={
                "verbose_name_plural": "search entries",
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(db_index=True, max_length=40)),
                ("stem", models.CharField(max_length=40)),
                ("backwards", models.CharField(db_index=True, max_length=40)),
            ],
        ),
        migrations.RunPython(make, unmake),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                fields=[
                    "status",
                    "-date_published",
                    "-id",
                    "noindex",
                    "canonical_url",
                    "kind",
                    "category",
                ],
                name="post_findable",
            ),
        ),
    ]
