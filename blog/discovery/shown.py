"""How many posts a page names: asked by the views, and by what measures their links."""

ON_A_PAGE = 20  # of a list
TITLES_ON_A_PAGE = 400  # of a year: one a day has room
GUIDES_ON_A_PAGE = 50  # of a topic, beside its posts
GUIDES_LISTED = 20  # of each topic, where all topics are
AT_HOME = 6  # beside the lead
CHAPTERS_AT_HOME = 3  # of a topic's guides
GUIDES_BELOW = 8  # an article, of its topic
RELATED_BELOW = 3
LINKING_BELOW = 20  # that link to it
