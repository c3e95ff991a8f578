"""What is said with a moment: Django's own format sets no comma and no word after the hour."""

DATETIME_FORMAT = r"j. F Y, H:i \U\h\r"
