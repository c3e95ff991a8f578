"""How many posts a page names: asked by the views, and by what measures their links."""

ON_A_PAGE = 20  # of a list
AT_HOME = 6  # beside the lead
CHAPTERS_AT_HOME = 3  # of a topic's guides
GUIDES_BELOW = 8  # an article, of its topic
RELATED_BELOW = 3
LINKING_BELOW = 20  # that link to it
