"""Real readers and validators: `pytest -m clients`, and in CI."""
