from blog.linkgraph import Place, Site, resolve

HOSTS = ("example.com", "www.example.com")


def target(href, page="/blog/a", **site):
    known = Site(HOSTS, "https://www.example.com", **site)
    return resolve(known.read(href, page), known)


def test_every_href_of_the_worked_cases_ends_where_they_say(cases):
    given = cases["resolve"]
    site = Site(given["hosts"], given["base"], redirects=given["redirects"])
    for path, page in given["pages"].items():
        ids = {*page.get("ids", []), *page.get("aliases", [])}
        site.pages[path] = Place(page["status"], page.get("noindex", False), ids)
    for case in given["cases"]:
        found = resolve(site.read(case["href"], given["page"]), site)
        for name, expected in case["expected"].items():
            value = getattr(found, name)
            assert (list(value) if name == "notes" else value) == expected, (case["href"], name)


def test_a_redirect_to_nothing_is_gone():
    assert target("/old", redirects={"/old": ""}).status == "gone"


def test_a_redirect_may_leave_the_site():
    found = target("/old", redirects={"/old": "https://other.example/x"})
    assert (found.status, found.path, found.url) == ("redirect", None, "https://other.example/x")


def test_a_redirect_to_itself_and_a_chain_without_end_are_loops():
    assert target("/old", redirects={"/old": "/old"}).status == "loop"
    endless = {f"/{n}": f"/{n + 1}" for n in range(1000)}
    assert target("/0", redirects=endless).status == "loop"


def test_a_page_that_is_live_again_goes_before_its_old_redirect():
    found = target("/back", pages={"/back": Place()}, redirects={"/back": "/elsewhere"})
    assert (found.status, found.path) == ("ok", "/back")


def test_the_fragment_of_a_redirect_goes_before_that_of_the_link():
    pages = {"/new": Place(ids={"part"})}
    assert target("/old#part", pages=pages, redirects={"/old": "/new"}).notes == ()
    found = target("/old#part", pages=pages, redirects={"/old": "/new#other"})
    assert (found.status, found.fragment, found.notes) == ("redirect", "other", ("dead_anchor",))


def test_every_page_has_a_top_and_one_of_unknown_ids_any_fragment():
    assert target("/b#", pages={"/b": Place(ids=())}).status == "ok"
    assert target("/b#top", pages={"/b": Place(ids=())}).status == "ok"
    assert target("/b#x", pages={"/b": Place()}).status == "ok"


def test_a_draft_may_lead_to_its_own_headings():
    pages = {"/blog/a": Place("draft", ids={"part"})}
    assert target("#part", pages=pages).status == "ok"
    assert target("#part").status == "ok"  # before its first save
    assert target("/blog/a", page="/blog/b", pages=pages).status == "not_live"


def test_an_old_address_that_looks_like_a_file_is_a_page_of_ours():
    found = target("/about.html", pages={"/about": Place()}, redirects={"/about.html": "/about"})
    assert (found.kind, found.status, found.path) == ("internal", "redirect", "/about")


def test_a_site_is_asked_once_for_all_links_and_once_more_a_hop():
    pages = {"/b": Place(), "/c": Place()}
    redirects = {"/old": "/older", "/older": "/b"}
    asked = []

    def find(paths):
        asked.append(set(paths))
        return (
            {path: pages[path] for path in paths if path in pages},
            {path: redirects[path] for path in paths if path in redirects},
        )

    site = Site(HOSTS, "https://www.example.com")
    site.learn({"/old", "/c", "/nowhere"}, find)
    assert asked == [{"/old", "/c", "/nowhere"}, {"/older"}, {"/b"}]
    assert resolve(site.read("/old", "/"), site).path == "/b"


def test_asking_ends_where_redirects_lead_in_a_circle():
    asked = []

    def find(paths):
        asked.append(paths)
        return {}, {path: {"/a": "/b", "/b": "/a"}[path] for path in paths}

    site = Site(HOSTS, "https://www.example.com")
    site.learn(["/a"], find)
    assert len(asked) == 2
    assert resolve(site.read("/a", "/"), site).status == "loop"
