"""The demonstration site: its texts, its settings and the code that draws its pictures."""
