"""The project: settings, addresses, the ways in."""

VERSION = "0.1.0"  # as pyproject.toml says
