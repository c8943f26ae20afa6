"""Terms: merged, named once, sorted, given unique addresses; series in order."""

from __future__ import annotations

from typing import Any

from digest.config.registry import Entity, Registry
from digest.config.tables import BuildTable, Config, TaxonomyTable
from digest.core.codes import Code
from digest.core.diagnostics import Report
from digest.core.model import Post
from digest.site.site import Site
from digest.site.terms import Taxonomy, Term, name_slugs
from support.factories import make_post, make_site, summarise

REGISTRY = Registry(
    [
        Entity(name="Hugging Face", aliases=("HF",)),
        Entity(name="Jasper", kind="person", aliases=("Jasper Smith",)),
    ]
)


def tagged(number: int, *tags: str, **fields: Any) -> Post:
    return make_post(f"content/posts/{number}.md", date=f"2026-01-{number:02}", tags=tags, **fields)


def taxonomy(site: Site, name: str = "tags") -> Taxonomy:
    return next(t for t in site.taxonomies if t.name == name)


def terms(site: Site, name: str = "tags") -> dict[str, Term]:
    return {term.name: term for term in taxonomy(site, name).terms}


def test_terms_meet_that_differ_only_in_case_or_punctuation() -> None:
    site = make_site(
        [
            tagged(1, "zero shot"),
            tagged(2, "zero-shot"),
            tagged(3, "Zero-Shot"),
            tagged(4, "zero-shot"),
        ]
    )
    (term,) = taxonomy(site).terms
    assert (term.name, len(term.posts), term.url) == ("zero-shot", 4, "/tags/zero-shot/")


def test_of_equally_frequent_spellings_the_first_by_letter_names_the_term() -> None:
    site = make_site([tagged(1, "rag"), tagged(2, "RAG")])
    assert list(terms(site)) == ["RAG"]


def test_a_post_counts_once_for_a_term_it_spells_twice() -> None:
    site = make_site([tagged(1, "AI", "ai", "AI")])
    assert len(terms(site)["AI"].posts) == 1
    assert [term.name for term in site.terms["content/posts/1.md"]] == ["AI"]


def test_posts_of_a_term_are_newest_first() -> None:
    site = make_site([tagged(1, "AI"), tagged(3, "AI"), tagged(2, "AI")])
    assert [post.slug for post in terms(site)["AI"].posts] == ["3", "2", "1"]


def test_terms_are_sorted_without_regard_to_case_and_accents() -> None:
    site = make_site([tagged(1, "zebra", "Éclair", "acorn", "echo", "Banana", "日本")])
    assert [term.name for term in taxonomy(site).terms] == [
        "acorn",
        "Banana",
        "echo",
        "Éclair",
        "zebra",
        "日本",
    ]


def test_different_names_never_share_an_address() -> None:
    site = make_site([tagged(1, "C", "C++", "C#", "F#", "日本", "🚀", "🚀🚀")])
    urls = [term.url for term in taxonomy(site).terms]
    assert len(set(urls)) == 7
    assert terms(site)["C"].url == "/tags/c/"
    assert terms(site)["日本"].url == "/tags/%E6%97%A5%E6%9C%AC/"


def test_names_with_one_slug_are_told_apart_and_named() -> None:
    rockets = "🚀" * 8
    slugs, clashes = name_slugs([rockets, rockets + "!?", "plain"])
    assert len(set(slugs.values())) == 3
    assert clashes == ((rockets, rockets + "!?"),)
    assert slugs[rockets + "!?"].startswith(slugs[rockets] + "-")


def test_a_clash_of_addresses_is_reported_where_it_is_made() -> None:
    report = Report()
    make_site([tagged(1, "🚀" * 8), tagged(2, "🚀" * 9)], report=report)
    (problem,) = report.diagnostics
    assert (problem.code, problem.path) == (Code.TERM_COLLISION, "content/posts/2.md")


def test_the_registry_names_terms_and_old_addresses_lead_to_the_new_one() -> None:
    site = make_site([tagged(1, "hf"), tagged(2, "huggingface")], registry=REGISTRY)
    term = terms(site)["Hugging Face"]
    assert (term.slug, len(term.posts)) == ("hugging-face", 2)
    assert term.former == ("/tags/hf/", "/tags/huggingface/")
    assert [(r.url, r.target) for r in site.redirects] == [
        ("/tags/hf/", "/tags/hugging-face/"),
        ("/tags/huggingface/", "/tags/hugging-face/"),
    ]


def test_another_spellings_old_address_leads_to_the_term_too() -> None:
    site = make_site(
        [tagged(1, "machinelearning"), tagged(2, "Machine Learning"), tagged(3, "Machine Learning")]
    )
    assert terms(site)["Machine Learning"].former == ("/tags/machinelearning/",)


def test_a_taxonomy_of_people_knows_no_companies() -> None:
    config = Config(taxonomies={"people": TaxonomyTable(), "companies": TaxonomyTable()})
    post = make_post(
        date="2026-01-01",
        taxonomies={"people": ("jasper smith", "hf"), "companies": ("jasper smith", "hf")},
    )
    site = make_site([post], config, registry=REGISTRY)
    assert list(terms(site, "people")) == ["hf", "Jasper"]
    assert list(terms(site, "companies")) == ["Hugging Face", "jasper smith"]


def test_the_built_in_list_writes_companies_properly_and_merges_nothing() -> None:
    config = Config(taxonomies={"companies": TaxonomyTable()})
    names = ("openai", "facebook", "meta")
    site = make_site(
        [make_post(date="2026-01-01", taxonomies={"companies": names, "tags": names})], config
    )
    assert list(terms(site, "companies")) == ["facebook", "Meta", "OpenAI"]
    assert list(terms(site)) == ["facebook", "meta", "openai"]
    assert site.redirects == ()


def test_rare_terms_have_no_page_but_are_still_named() -> None:
    config = Config(taxonomies={"tags": TaxonomyTable(min_posts=2)})
    site = make_site([tagged(1, "AI", "rare"), tagged(2, "AI")], config)
    assert [term.name for term in taxonomy(site).listed] == ["AI"]
    assert terms(site)["rare"].url == ""
    assert [link.url for link in site.card("content/posts/1.md").terms] == ["/tags/ai/", ""]


def test_beside_a_post_terms_carry_no_count() -> None:
    site = make_site([tagged(1, "AI"), tagged(2, "AI")])
    assert site.card("content/posts/1.md").terms[0].count == 0
    assert terms(site)["AI"].link.count == 2


def test_declared_taxonomies_have_their_own_folder() -> None:
    config = Config(taxonomies={"models": TaxonomyTable(path="llm/models")})
    site = make_site([make_post(date="2026-01-01", taxonomies={"models": ("GPT-4.1",)})], config)
    assert terms(site, "models")["GPT-4.1"].url == "/llm/models/gpt-4-1/"
    assert [t.name for t in site.taxonomies] == ["tags", "categories", "series", "models"]


def test_a_series_runs_from_its_oldest_post_and_every_post_knows_its_part() -> None:
    posts = [
        make_post(f"content/posts/{n}.md", date=f"2026-01-{n:02}", series=("Course",))
        for n in (1, 2, 3)
    ]
    site = make_site([posts[2], posts[0], posts[1]])
    term = terms(site, "series")["Course"]
    assert list(term.posts) == [summarise(post) for post in posts]
    assert [(part.term, part.index) for part in site.parts["content/posts/2.md"]] == [(term, 1)]


def test_held_posts_count_for_no_term() -> None:
    posts = [tagged(1, "AI", draft=True), tagged(2, "ML")]
    assert list(terms(make_site(posts))) == ["ML"]
    assert list(terms(make_site(posts, Config(build=BuildTable(drafts=True))))) == ["AI", "ML"]
