import pytest
from django.core.exceptions import ValidationError

from blog.models import Author, Category, MenuItem, Offer, Redirect, SiteSettings, normal_path

from ..build import make_author, make_category, make_post

pytestmark = pytest.mark.django_db


def test_a_site_without_settings_has_defaults():
    assert SiteSettings.load().name == "Iron Goo"
    assert not SiteSettings.objects.exists()


def test_settings_are_saved_in_the_one_row():
    site = SiteSettings.load()
    site.name = "Rust & Co"
    site.save()
    SiteSettings(pk=1, name="Rust again").save()
    assert SiteSettings.load().name == "Rust again"
    assert SiteSettings.objects.count() == 1


def test_the_sites_hosts_are_its_own_and_those_it_names():
    assert SiteSettings(hosts=["example.com"]).all_hosts == ("www.example.com", "example.com")


@pytest.mark.parametrize("value", ["one", {"a": 1}, [1], [["a"]], ["a\nb"], [None]])
@pytest.mark.parametrize("field", ["hosts", "brand_names", "sponsored_hosts"])
def test_a_list_of_lines_is_a_list_of_lines(field, value):
    with pytest.raises(ValidationError) as error:
        SiteSettings(**{field: value}).full_clean()
    assert field in error.value.message_dict


@pytest.mark.parametrize("target", ["/", "/guides", "/blog?page=2#a", "https://a.example/b"])
def test_a_menu_item_leads_to_a_path_or_a_web_address(target):
    MenuItem(label="Here", target=target).full_clean()


@pytest.mark.parametrize(
    "target",
    [
        "",
        "guides",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,x",
        "mailto:a@b.example",
        "/a b",
        "/a\n",
        "\t//evil.example",
        "/\t/evil.example",
    ],
)
def test_a_menu_item_leads_nowhere_else(target):
    with pytest.raises(ValidationError):
        MenuItem(label="Here", target=target).full_clean()


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("/old", "/old"),
        ("/old/", "/old"),
        ("//old///name/", "/old/name"),
        ("/old?a=1#b", "/old"),
        ("/caf%C3%A9", "/café"),
        ("/", "/"),
    ],
)
def test_a_path_has_one_spelling(written, path):
    assert normal_path(written) == path


@pytest.mark.parametrize(
    "written",
    ["", "old", "https://a.example/", "/a/../b", "/a\\b", "/a\x00b", "/a%0ab", "/" + "a" * 255],
)
def test_what_is_no_path_is_refused(written):
    with pytest.raises(ValidationError):
        normal_path(written)


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "blog", "ftp://a.example/", "/a/../b", "//a\nb"]
)
def test_a_redirect_leads_to_a_path_or_a_web_address(target):
    with pytest.raises(ValidationError) as error:
        Redirect(from_path="/old", to_url=target).full_clean()
    assert "to_url" in error.value.message_dict


def test_a_redirect_leads_to_a_page_or_an_address_and_not_to_both():
    with pytest.raises(ValidationError, match="not both"):
        Redirect(from_path="/old", to_post=make_post(), to_url="/blog").full_clean()


def test_a_pillar_belongs_to_its_topic():
    with pytest.raises(ValidationError) as error:
        Category(name="SEO", slug="seo", pillar=make_post(category="words")).full_clean()
    assert "pillar" in error.value.message_dict


def test_only_a_service_has_a_price():
    with pytest.raises(ValidationError, match="Only a service"):
        Offer(post=make_post(), price_from=1).full_clean()


@pytest.mark.parametrize("currency", ["usd", "US", "EURO", "€", "US\n"])
def test_a_currency_is_three_capitals(currency):
    with pytest.raises(ValidationError) as error:
        Offer(post=make_post(kind="service"), price_from=1, currency=currency).full_clean()
    assert "currency" in error.value.message_dict


@pytest.mark.parametrize(("price", "shown"), [("990.00", "990"), ("990.50", "990.50"), ("0", "0")])
def test_a_price_is_shown_without_needless_decimals(price, shown):
    Offer.objects.create(post=make_post(kind="service"), price_from=price)
    assert Offer.objects.get().amount == shown


def test_descriptions_of_topics_and_authors_are_rendered_when_saved():
    assert make_category(description="**So**").safe_html == "<p><strong>So</strong></p>"
    assert make_author(bio="*She*").safe_html == "<p><em>She</em></p>"


@pytest.mark.parametrize("model", [Author, Category])
def test_a_description_saved_alone_is_rendered(model):
    row = model.objects.create(name="One", slug="one")
    setattr(row, row.MARKDOWN, "New.")
    row.save(update_fields=[row.MARKDOWN])
    assert model.objects.get().safe_html == "<p>New.</p>"


def test_thresholds_are_known_ones():
    SiteSettings(thresholds={"title_most": 90}).full_clean()
    with pytest.raises(ValidationError) as error:
        SiteSettings(thresholds={"none": 90}).full_clean()
    assert "thresholds" in error.value.message_dict
