"""A build and an edit, in every order that there is: nobody is served an old page afterwards."""

from itertools import combinations

import pytest

from blog.pagecache import stamps

from . import pages

BUILD = ("reads the tick", "reads the row", "stores the page")
EDIT = ("commits", "stamps")
ORDERS = list(combinations(range(len(BUILD) + len(EDIT)), len(EDIT)))


def test_there_are_ten_orders():
    assert len(ORDERS) == 10


@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_after_an_edit_every_worker_serves_the_new_page(new_worker, monkeypatch, order):
    """order: at which of the five steps the two of the edit happen."""
    edit = iter([lambda: pages.says.update(text="new"), lambda: stamps.stamp(["post:1"])])
    steps = iter(range(5))

    def after_edits(does):
        def step(*args):
            for number in steps:
                if number not in order:
                    break
                next(edit)()
            return does(*args)

        return step

    get = new_worker()
    library = get.application.library
    with monkeypatch.context() as patched:
        patched.setattr(library, "make", after_edits(library.make))
        patched.setattr(library, "application", after_edits(library.application))
        patched.setattr(library.memory, "put", after_edits(library.memory.put))
        get("/page")
    for rest in edit:
        rest()
    assert get("/page").body == b"<h1>Page</h1>new"
    assert new_worker()("/page").body == b"<h1>Page</h1>new"
