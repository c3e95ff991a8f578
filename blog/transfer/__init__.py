"""Markdown files with front matter, in and out. front_matter, fields and layout know no model."""
