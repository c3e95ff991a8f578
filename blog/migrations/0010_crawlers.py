import django.core.validators
import django.db.models.functions.text
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

CRAWLERS = {
    "training": {
        "GPTBot": "OpenAI",
        "ClaudeBot": "Anthropic",
        "CCBot": "Common Crawl",
        "Google-Extended": "Google",
        "Applebot-Extended": "Apple",
        "meta-externalagent": "Meta",
        "Bytespider": "ByteDance",
        "Amazonbot": "Amazon",
    },
    "search": {
        "Googlebot": "Google",
        "Bingbot": "Microsoft",
        "OAI-SearchBot": "OpenAI",
        "Claude-SearchBot": "Anthropic",
        "PerplexityBot": "Perplexity",
        "Applebot": "Apple",
        "DuckAssistBot": "DuckDuckGo",
    },
    "user": {
        "ChatGPT-User": "OpenAI",
        "Claude-User": "Anthropic",
        "Perplexity-User": "Perplexity",
        "MistralAI-User": "Mistral",
        "meta-externalfetcher": "Meta",
    },
}
ENGINES = """
    chatgpt.com claude.ai copilot.microsoft.com duck.ai gemini.google.com grok.com meta.ai
    mistral.ai perplexity.ai you.com
"""
RUNNING = """
    add_crawler change_crawler delete_crawler view_crawler
    add_answerengine change_answerengine delete_answerengine view_answerengine
"""
ROLES = {"Editor": ["view_hitcount"], "Publisher": ["view_hitcount", *RUNNING.split()]}


def name_crawlers(apps, schema_editor):
    Crawler = apps.get_model("blog", "Crawler")
    Crawler.objects.bulk_create(
        Crawler(token=token, operator=operator, purpose=purpose)
        for purpose, tokens in CRAWLERS.items()
        for token, operator in tokens.items()
    )
    AnswerEngine = apps.get_model("blog", "AnswerEngine")
    AnswerEngine.objects.bulk_create(AnswerEngine(domain=domain) for domain in ENGINES.split())


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
                content_type__app_label="blog", codename__in=codenames
            )
            group.permissions.add(*found)


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0009_sitemap_parts"),
    ]

    operations = [
        migrations.CreateModel(
            name="AnswerEngine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "domain",
                    models.CharField(
                        help_text="Its host name; hosts below it are counted with it.",
                        max_length=253,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^(?=.{4,253}\\Z)[a-z0-9-]+(?:\\.[a-z0-9-]+)+\\Z",
                                "Write a host name such as example.com.",
                            )
                        ],
                    ),
                ),
            ],
            options={
                "ordering": ["domain"],
            },
        ),
        migrations.AddField(
            model_name="sitesettings",
            name="content_signal",
            field=models.CharField(
                blank=True,
                help_text="A line of robots.txt that says what may be done with the texts, for example “search=yes, ai-input=yes, ai-train=no”. Several ways to write it compete, and few programs read any. Empty: no such line.",
                max_length=200,
                validators=[
                    django.core.validators.RegexValidator(
                        "^[a-z][a-z0-9-]*=[a-z0-9-]+(?:, ?[a-z][a-z0-9-]*=[a-z0-9-]+)*\\Z",
                        "Write name=value, with commas between, in small letters.",
                    )
                ],
                verbose_name="content signal",
            ),
        ),
        migrations.AddField(
            model_name="sitesettings",
            name="refused_purposes",
            field=models.JSONField(
                blank=True,
                default=list,
                editable=False,
                help_text="Purposes of crawlers that robots.txt refuses: see Crawler.Purpose.",
            ),
        ),
        migrations.CreateModel(
            name="Crawler",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "token",
                    models.CharField(
                        help_text="As its operator writes it, for example GPTBot.",
                        max_length=80,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Za-z][A-Za-z0-9._-]*\\Z",
                                "Use letters, digits, hyphens, dots and underscores.",
                            )
                        ],
                    ),
                ),
                ("operator", models.CharField(blank=True, help_text="Who runs it.", max_length=80)),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("training", "Training of models"),
                            ("search", "Search and answers that link"),
                            ("user", "A user's request"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "rule",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "As its purpose"),
                            ("allowed", "Always allowed"),
                            ("refused", "Always refused"),
                        ],
                        default="",
                        max_length=7,
                    ),
                ),
            ],
            options={
                "ordering": ["purpose", django.db.models.functions.text.Lower("token")],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("token"), name="crawler_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HitCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                (
                    "kind",
                    models.CharField(choices=[("read", "Read"), ("visit", "Visit")], max_length=5),
                ),
                ("agent", models.CharField(max_length=253)),
                ("path", models.CharField(blank=True, max_length=255)),
                ("times", models.PositiveBigIntegerField(default=0)),
            ],
            options={
                "verbose_name": "count of what machines read",
                "verbose_name_plural": "what machines read",
                "ordering": ["-day", "agent", "path"],
                "default_permissions": ["view"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("day", "kind", "agent", "path"), name="counted_once_a_day"
                    )
                ],
            },
        ),
        migrations.RunPython(name_crawlers, migrations.RunPython.noop),
        migrations.RunPython(widen_roles, migrations.RunPython.noop),
    ]
