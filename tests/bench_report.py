"""What the first page of the report of the links costs at 100,000 pages. Part of `make bench`;
`python tests/bench_report.py` is this part alone, some minutes.
"""

import os
import sys
import tempfile
from io import StringIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES = 100_000
SHOWN = {
    "the report": "report/",
    "the topics": "topics/",
    "the orphans": "?which=orphans",
}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ironegoo.settings")
        sys.path.insert(0, str(ROOT))
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("seed_posts", PAGES, stdout=StringIO())
        measure_report()


def measure_report() -> None:
    from django.test import Client

    from blog import measuring
    from blog.models import Measuring
    from tests.bench import row, timed
    from tests.build import make_person

    measuring.measure()
    last = Measuring.objects.get()
    row(f"measure {last.pages:,} seeded pages, all of it", f"{last.seconds:.1f} s")
    client = Client(headers={"host": "localhost"})
    client.force_login(make_person("bench", "Editor"))
    for name, address in SHOWN.items():
        took = timed(lambda a=f"/admin/blog/sitepage/{address}": client.get(a), rounds=5)
        row(f"{name} at {last.pages:,} pages", f"{took:.0f} ms", "aim: under 200 ms")


if __name__ == "__main__":
    main()
