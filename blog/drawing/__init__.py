"""What is drawn for a post: its featured picture, and the card that is shown where it is shared.

Pure: Pillow and the fonts of the site. The same words give the same bytes.
"""

from .card import SIZE as CARD_SIZE
from .card import card
from .picture import VERSION, picture, png

__all__ = ["CARD_SIZE", "VERSION", "card", "picture", "png"]
