import subprocess
import sys

from django.conf import settings


def test_a_site_that_is_not_prepared_is_not_served(tmp_path):
    command = [sys.executable, "manage.py", "serve"]
    environment = {"DATA_DIR": str(tmp_path), "PATH": ""}
    served = subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, capture_output=True, timeout=60
    )
    assert served.returncode == 1
    assert served.stderr == b"CommandError: The site is not prepared yet: manage.py prepare\n"
    assert not served.stdout
