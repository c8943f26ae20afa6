"""Sites of other generators: every page, feed and id stays where it was, no file is edited."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import feedparser
import pytest

from digest.authoring.migrate.script_settings import find_js_setting, strip_comments
from digest.config.site_file import load_config
from digest.config.tables import Config
from digest.config.toml_writer import write_toml
from digest.core.diagnostics import DigestError, Report
from support.commands import run
from support.paths import SHARED
from support.sites import run_build, write_files

DAY = ("--now", "2026-11-20")


def move(
    tmp_path: Path, generator: str, files: dict[str, str], *arguments: str
) -> tuple[Path, str]:
    """Give the new site, and what was said and reported."""
    write_files(tmp_path / "old", files)
    result = run(
        tmp_path, "init", "new", "--from", generator, str(tmp_path / "old"), *DAY, *arguments
    )
    assert result.exit_code == 0, result.output
    report = tmp_path / "new" / "MIGRATION.md"
    return tmp_path / "new", result.stdout + (report.read_text() if report.is_file() else "")


def publish(site: Path) -> list[str]:
    """Build the site; give the paths of its files."""
    output = site / "public"
    result = run_build(site, output)
    assert result.report.count("error") == 0, "\n".join(map(str, result.report.diagnostics))
    return sorted(
        path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_file()
    )


def feed_ids(site: Path, name: str) -> list[str]:
    feed = feedparser.parse((site / "public" / name).read_bytes())
    assert not feed.bozo
    return [entry.id for entry in feed.entries]


def read_config(site: Path) -> Config:
    report = Report()
    config = load_config(site, report)
    assert report.diagnostics == ()
    return config


def post(title: str, day: str, **fields: str) -> str:
    more = "".join(f"{key}: {value}\n" for key, value in fields.items())
    return f"---\ntitle: {title}\ndate: {day}\n{more}---\n## News\n\n- [A](https://e.org/{title[:1]}): x\n"


HUGO = {
    "hugo.toml": 'baseURL = "https://old.example/"\ntitle = "Old"\nlanguageCode = "sv"\n'
    'timeZone = "Europe/Stockholm"\ntheme = "x"\nenableEmoji = true\ncopyright = "© Ada"\n'
    'disqusShortname = "old"\nmystery = 1\n[params]\nauthor = "Ada"\ndescription = "All of it."\n'
    "[pagination]\npagerSize = 7\n"
    '[taxonomies]\ntag = "tags"\nperson = "people"\n'
    '[permalinks]\nblog = "/b/:year/:monthname/:slug/"\n'
    '[[menu.main]]\nname = "Second"\nurl = "/two/"\nweight = 2\n'
    '[[menu.main]]\nname = "First"\npageRef = "about"\nweight = 1\n',
    "content/_index.md": "---\ntitle: Home\n---\nHello.\n",
    "content/about.md": "---\ntitle: About\n---\nMe.\n",
    "content/blog/One Two.md": post("Hello, Wörld", "2025-03-04"),
    "content/blog/2025-02-02-dated.md": post("Dated", "2025-02-02", slug="own"),
    "content/issues/Sub Folder/Issue 1/index.md": post("Issue", "2025-01-05", people="[Ada]"),
    "content/issues/Sub Folder/Issue 1/pic.png": "png",
    "content/issues/given.md": post("Given", "2025-01-06", url="/fixed/address/"),
    "content/issues/moved.md": post("Moved", "2025-01-07", aliases="[/was/here/]"),
    "static/CNAME": "old.example\n",
    "layouts/shortcodes/x.html": "x",
}


def test_hugo_keeps_addresses_feeds_and_ids(tmp_path: Path) -> None:
    site, said = move(tmp_path, "hugo", HUGO)
    config = read_config(site)
    assert config.site.title == "Old"
    assert (config.site.base_url, config.site.language) == ("https://old.example", "sv")
    assert (config.site.timezone, config.site.authors) == ("Europe/Stockholm", ("Ada",))
    assert [(entry.name, entry.url) for entry in config.site.menu] == [
        ("First", "/about"), ("Second", "/two/")
    ]  # fmt: skip
    assert (config.build.page_size, config.markdown.emoji) == (7, True)
    assert config.taxonomies["people"].singular == "person"
    published = publish(site)
    for path in (
        "about/index.html", "b/2025/march/hello-wörld/index.html", "b/2025/february/own/index.html",
        "issues/sub-folder/issue-1/index.html", "issues/sub-folder/issue-1/pic.png",
        "fixed/address/index.html", "issues/moved/index.html", "was/here/index.html", "index.xml",
        "people/ada/index.xml", "CNAME",
    ):  # fmt: skip
        assert path in published, path
    assert feed_ids(site, "index.xml") == [
        "https://old.example/b/2025/march/hello-w%C3%B6rld/",
        "https://old.example/b/2025/february/own/",
        "https://old.example/issues/moved/",
        "https://old.example/fixed/address/",
        "https://old.example/issues/sub-folder/issue-1/",
    ]
    for lost in ('"theme"', "Disqus", '"mystery"', "shortcodes", ":monthname", "layouts/"):
        assert lost in said, lost
    assert '"pagination' not in said


def test_settings_that_digest_refuses_are_left_out(tmp_path: Path) -> None:
    files = {
        "hugo.toml": 'baseURL = "https://a.example"\ntitle = "A"\nlanguageCode = "no language"\n'
        'timeZone = "Mars/Base"\n[[menu.main]]\nname = "X"\nurl = "/x/"\n',
        "content/a.md": post("A", "2025-03-04"),
    }
    site, said = move(tmp_path, "hugo", files)
    assert read_config(site).site.title == "A"
    assert "a/index.html" in publish(site)
    assert "settings" in said


def test_what_stays_behind_is_a_short_list_and_a_whole_file(tmp_path: Path) -> None:
    write_files(tmp_path / "old", HUGO)
    result = run(tmp_path, "init", "new", "--from", "hugo", str(tmp_path / "old"), *DAY)
    listed = result.stdout.partition("Not carried over (MIGRATION.md says what to do):\n")[2]
    lines = listed.partition("\n\n")[0].splitlines()
    assert [line.split()[:2] for line in lines] == [
        ["settings", "3"], ["folders", "1"], ["shortcodes", "1"], ["addresses", "1"]
    ]  # fmt: skip
    report = (tmp_path / "new/MIGRATION.md").read_text()
    assert '- the setting "mystery"\n    → nothing in digest corresponds to it' in report


def test_posts_after_the_move_get_permanent_ids(tmp_path: Path) -> None:
    site, _ = move(tmp_path, "hugo", HUGO)
    (site / "content/blog/new.md").write_text(post("New", "2026-11-21"))
    publish(site)
    new, *old = feed_ids(site, "index.xml")
    assert new == "tag:old.example,2026-11-21:new"
    assert all(each.startswith("https://old.example/") for each in old)
    toml = (site / "site.toml").read_text()
    (site / "site.toml").write_text(
        toml.replace('base_url = "https://old.example"', 'base_url = "https://new.example"', 1)
    )
    publish(site)
    assert feed_ids(site, "index.xml") == [new, *old]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "config.yaml",
            "baseURL: https://a.example/\ntitle: A\nparams:\n  author:\n    name: Ada\n",
        ),
        (
            "hugo.json",
            '{"baseURL": "https://a.example/", "title": "A", "params": {"author": "Ada"}}',
        ),
        (
            "config/_default/hugo.toml",
            'baseURL = "https://a.example"\ntitle = "A"\nauthor = "Ada"\n',
        ),
    ],
)
def test_hugos_configuration_is_read_in_every_form(tmp_path: Path, name: str, text: str) -> None:
    site, said = move(tmp_path, "hugo", {name: text, "content/a.md": "A"})
    config = read_config(site)
    assert (config.site.title, config.site.base_url) == ("A", "https://a.example")
    assert config.site.authors == ("Ada",)
    assert f"read {name}" in said


JEKYLL = {
    "_config.yml": "title: Old\nurl: https://old.example\nauthor:\n  name: Ada\nplugins: [jekyll-feed]\n"
    "google_analytics: UA-1\nexclude: [drafts.md]\ndefaults:\n  - scope: {path: ''}\n",
    "_posts/2025-03-04-Hello_World.md": post("Hello", "2025-03-04 10:00:00 +0100"),
    "_posts/2025-03-05-cats.md": post("Cats", "2025-03-05", categories="[News, AI Weekly]"),
    "papers/_posts/2025-03-06-third.md": post("Third", "2025-03-06"),
    "_posts/2025-03-07-given.md": post("Given", "2025-03-07", permalink="/given"),
    "_posts/2025-03-08-old.md": post("Old", "2025-03-08", redirect_from="[/older/]"),
    "_drafts/later.md": "---\ntitle: Later\n---\nx\n",
    "about.md": "---\ntitle: About\n---\nMe.\n",
    "index.html": "---\nlayout: home\n---\n",
    "drafts.md": "x",
    "assets/pic.png": "png",
    "robots.txt": "User-agent: *\n",
    "humans.txt": "Ada",
    "_layouts/home.html": "x",
    "Gemfile": "x",
}


def test_jekyll_keeps_addresses_feeds_and_ids(tmp_path: Path) -> None:
    site, said = move(tmp_path, "jekyll", JEKYLL)
    published = publish(site)
    for path in (
        "2025/03/04/Hello_World.html", "news/ai weekly/2025/03/05/cats.html",
        "papers/2025/03/06/third.html", "given/index.html", "older/index.html", "about.html",
        "assets/pic.png", "robots.txt", "humans.txt", "feed.xml",
    ):  # fmt: skip
        assert path in published, path
    assert not [path for path in published if "Gemfile" in path or "later" in path]
    assert feed_ids(site, "feed.xml") == [
        "https://old.example/2025/03/08/old",
        "https://old.example/given",
        "https://old.example/papers/2025/03/06/third",
        "https://old.example/news/ai%20weekly/2025/03/05/cats",
        "https://old.example/2025/03/04/Hello_World",
    ]
    assert read_config(site).permalinks.sections == {
        "papers/_posts": "/papers/:categories/:year/:month/:day/:slug.html"
    }
    for lost in ("index.html", "google_analytics", "_layouts/"):
        assert lost in said, lost


def test_jekylls_collections_defaults_and_written_feeds_are_kept(tmp_path: Path) -> None:
    header = "---\nlayout: null\n---\n"
    site, said = move(tmp_path, "jekyll", {
        "_config.yml": "url: https://old.example\npermalink: /:title/\n"
        "include: [.well-known, _pages]\nexclude: [scripts/, '*.draft.md']\n"
        "collections:\n  topics:\n    output: true\n  people:\n    output: true\n"
        "    permalink: /who/:path/\n  notes:\n    output: false\n"
        "defaults:\n- scope: {path: '', type: posts}\n  values: {layout: post, image: /x.png}\n"
        "- scope: {path: _topics}\n  values: {permalink: '/en/topics/:title/'}\n"
        "- scope: {path: special, type: pages}\n  values: {permalink: '/s-:name.html'}\n",
        "_posts/2025-03-04-hello.md": post("Hello", "2025-03-04"),
        "_topics/en/some-topic.md": "---\ntitle: Any\n---\nx\n",
        "_people/a/Ada.md": "---\ntitle: Ada\n---\nx\n",
        "_notes/own.md": "---\ntitle: Own\n---\nx\n",
        "_pages/about.md": "---\ntitle: Me\npermalink: /me/\n---\nx\n",
        "special/day.md": "---\ntitle: Day\n---\nx\n",
        "scripts/how.md": "---\ntitle: How\n---\nx\n",
        "old.draft.md": "---\ntitle: Old\n---\nx\n",
        "README.md": "# Read me\n",
        ".well-known/security.txt": "Contact: x\n",
        "feed.xml": header + "<rss>{% for post in site.posts %}<guid>{{ post.url }}</guid>{% endfor %}</rss>",
        "old.xml": header + "<rss>{% for post in site.posts %}{% endfor %}</rss>",
        "feed.json": header + '{"version": "https://jsonfeed.org/version/1", {% for p in site.posts %}',
        "pod.xml": header + "<rss xmlns:itunes='http://www.itunes.com/dtds/x'>{{ site.posts }}</rss>",
    })  # fmt: skip
    published = publish(site)
    for path in ("hello/index.html", "en/topics/some-topic/index.html", "who/a/Ada/index.html",
                 "me/index.html", "s-day.html", ".well-known/security.txt", "feed.xml", "old.xml",
                 "feed.json"):  # fmt: skip
        assert path in published, path
    assert not [p for p in published if "own" in p.replace("well-known", "") or "how" in p]
    assert not [p for p in published if "draft" in p or "README" in p]
    assert feed_ids(site, "feed.xml") == ["https://old.example/hello/"]
    assert 'the "defaults" of image' in said
    assert "templates      1  pod.xml\n" in said


def test_what_jekylls_posts_include_becomes_shortcodes(tmp_path: Path) -> None:
    body = (
        "{% include parts/plain.html %}\n\n{% include made.html a=1 %}\n\n{% include gone.html %}\n"
    )
    site, said = move(tmp_path, "jekyll", {
        "_config.yml": "permalink: /:title/\n",
        "_posts/2025-03-04-a.md": post("A", "2025-03-04") + "\n" + body,
        "_includes/parts/plain.html": "<b>Plain</b>\n",
        "_includes/made.html": "{{ page.title }}",
        "_includes/unused.html": "x",
    })  # fmt: skip
    publish(site)
    assert "<b>Plain</b>" in (site / "public/a/index.html").read_text()
    assert [path.name for path in (site / "templates/shortcodes").iterdir()] == ["plain.html"]
    assert "{% include made.html %}\n    → write templates/shortcodes/made.html" in said
    assert "gone.html" not in said


def test_the_address_is_read_from_cname(tmp_path: Path) -> None:
    site, _ = move(tmp_path, "jekyll", {
        "_config.yml": "permalink: /:year/:year:month:day\npaginate: 1\n",
        "_posts/2025-03-04-a.md": post("A", "2025-03-04"),
        "CNAME": "old.example\n",
    })  # fmt: skip
    assert "2025/20250304/index.html" in publish(site)
    config = read_config(site)
    assert config.site.base_url == config.feeds.former_base_url == "https://old.example"
    assert config.build.page_size == Config().build.page_size


@pytest.mark.parametrize(
    ("permalink", "path"),
    [
        ("pretty", "2025/03/04/cats-dogs/index.html"),
        ("none", "cats-dogs.html"),
        ("/blog/:title/", "blog/cats-dogs/index.html"),
        ("/:short_year-:i_month/:slug", "25-3/cats-dogs/index.html"),
    ],
)
def test_jekylls_permalinks_are_kept(tmp_path: Path, permalink: str, path: str) -> None:
    site, _ = move(tmp_path, "jekyll", {"_config.yml": f"permalink: {permalink}\n",
                                        "_posts/2025-03-04-cats-dogs.md": post("Z", "2025-03-04")})  # fmt: skip
    assert path in publish(site)


PELICAN = {
    "pelicanconf.py": "import os\nAUTHOR = 'Ada'\nSITENAME = u'Old'\nSITEURL = ''\nTIMEZONE = 'Europe/Paris'\n"
    "PATH = 'content'\nARTICLE_URL = 'blog/{date:%Y}/{date:%m}/{date:%d}/{slug}/'\n"
    "ARTICLE_SAVE_AS = ARTICLE_URL + 'index.html'\nTAG_FEED_RSS = 'feeds/tag/%s.rss.xml'\n"
    "SECRET = os.system('touch ran')\nDEFAULT_PAGINATION = False\nFEED_RSS = 'feeds/rss.xml'\n"
    "MENUITEMS = (('Home', '/'), ('About', '/pages/about.html'))\nTHEME = 'x'\n"
    "EXTRA_PATH_METADATA = {'extra/CNAME': {'path': 'CNAME'}}\n",
    "publishconf.py": "from pelicanconf import *\nSITEURL = 'https://old.example'\n",
    "content/2025-03-04-hello.md": "Title: Hello, World's 1.5!\nDate: 2025-03-04\nCategory: This Week\nTags: ai\n\nText.\n",
    "content/other.md": "Title: Other\nDate: 2025-03-05\nSlug: own-slug\n\nText.\n",
    "content/pages/about.md": "Title: About\n\nMe.\n",
    "content/images/a.png": "png",
    "content/extra/CNAME": "old.example\n",
    "content/old.rst": "Old\n===\n",
}


def test_pelican_keeps_addresses_feeds_and_ids(tmp_path: Path) -> None:
    site, said = move(tmp_path, "pelican", PELICAN)
    assert not list(tmp_path.rglob("ran"))
    assert not Path("ran").exists()
    config = read_config(site)
    assert (config.site.base_url, config.site.authors) == ("https://old.example", ("Ada",))
    published = publish(site)
    for path in (
        "blog/2025/03/04/hello-worlds-15/index.html", "blog/2025/03/05/own-slug/index.html",
        "pages/about.html", "images/a.png", "CNAME", "feeds/all.atom.xml", "feeds/rss.xml",
        "feeds/this-week.atom.xml", "feeds/tag/ai.rss.xml", "category/this-week.html", "tag/ai.html",
        "archives.html", "tags.html",
    ):  # fmt: skip
        assert path in published, path
    expected = [
        "tag:old.example,2025-03-05:/blog/2025/03/05/own-slug/",
        "tag:old.example,2025-03-04:/blog/2025/03/04/hello-worlds-15/",
    ]
    assert feed_ids(site, "feeds/all.atom.xml") == expected
    assert feed_ids(site, "feeds/this-week.atom.xml") == expected[1:]
    redirect = (site / "public/category/this-week.html").read_text()
    assert "/categories/this-week/" in redirect
    for lost in ("SECRET", "content/old.rst (reStructuredText)", '"THEME"'):
        assert lost in said, lost


@pytest.mark.parametrize(
    ("text", "base_url"),
    [
        ("LOCAL = False\nSITEURL = 'https://a.example' if not LOCAL else 'http://localhost'\n",
         "https://a.example"),
        ("HOST = 'b.example'\nSITEURL = f'https://{HOST}'\n", "https://b.example"),
        ("SITEURL = 'https://' + 'c.example'\n", "https://c.example"),
        ("import os\nSITEURL = os.environ.get('URL', 'https://d.example')\n", "https://d.example"),
        ("DEV = 1\nif DEV == 2:\n    SITEURL = 'x'\nelse:\n    SITEURL: str = 'https://e.example'\n",
         "https://e.example"),
        ("SITEURL = None or 'https://f.example'\n", "https://f.example"),
        ("SITEURL = 'https://g.example'\nSITEURL = input()\n", None),
        ("if input():\n    SITEURL = 'https://h.example'\n", None),
        ("SITEURL = 1 + 'x'\n", None),
    ],
)  # fmt: skip
def test_pelicans_settings_are_worked_out_but_never_run(
    tmp_path: Path, text: str, base_url: str | None
) -> None:
    files = {"pelicanconf.py": text, "content/a.md": "Title: A\nDate: 2025-03-04\n\nx\n"}
    site, said = move(tmp_path, "pelican", files)
    assert read_config(site).site.base_url == (base_url or Config().site.base_url)
    assert ("SITEURL, which pelicanconf.py computes" in said) == (base_url is None)


def test_zola_keeps_addresses_feeds_and_ids(tmp_path: Path) -> None:
    files = {
        "config.toml": 'base_url = "https://old.example"\ntitle = "Old"\ngenerate_feeds = true\n'
        'feed_filenames = ["atom.xml", "rss.xml"]\ntaxonomies = [{name = "tags"}, {name = "people"}]\n'
        "[extra]\nx = 1\n[markdown]\nrender_emoji = true\nhighlight_code = true\n",
        "content/this-month/2025-03/index.md": '+++\ntitle = "March"\ndate = 2025-03-04\n+++\nx\n',
        "content/blog/2025-02-01-Hello There.md": '+++\ntitle = "H"\n[taxonomies]\npeople = ["Ada"]\n+++\nx\n',
        "static/x.css": "x",
    }
    site, said = move(tmp_path, "zola", files)
    published = publish(site)
    for path in ("this-month/2025-03/index.html", "blog/hello-there/index.html", "x.css",
                 "atom.xml", "people/ada/index.html"):  # fmt: skip
        assert path in published, path
    assert feed_ids(site, "atom.xml") == [
        "https://old.example/this-month/2025-03/",
        "https://old.example/blog/hello-there/",
    ]
    assert '"extra"' in said
    assert '"markdown.highlight_code"' in said


ASTRO = {
    "astro.config.mjs": "import x from 'y';\n// site: 'https://wrong.example'\nexport default defineConfig({\n"
    '  site: "https://old.example",\n  base: "/digest",\n});\n',
    "src/content/issues/25-03-04-hello.md": post("Hello", "'2025-03-04T10:00:00Z'"),
    "src/content/issues/Deep/Note.mdx": post("Deep", "2025-03-05"),
    "src/content/config.ts": "export const x = 1;",
    "src/content/loose/a.md": post("Loose", "2025-03-06"),
    "src/pages/issues/[...slug].astro": "---\nconst e = await getCollection('issues');\n---\n",
    "src/pages/about.md": "---\ntitle: About\nlayout: ../layouts/P.astro\n---\nMe.\n",
    "src/pages/feed.xml.js": "export const get = 1;",
    "src/layouts/P.astro": "x",
    "public/favicon.svg": "<svg/>",
}


def test_astro_keeps_addresses_feeds_and_ids(tmp_path: Path) -> None:
    site, said = move(tmp_path, "astro", ASTRO)
    config = read_config(site)
    assert config.site.base_url == "https://old.example/digest"
    published = publish(site)
    for path in ("issues/25-03-04-hello/index.html", "issues/deep/note/index.html",
                 "about/index.html", "feed.xml", "favicon.svg"):  # fmt: skip
        assert path in published, path
    assert "https://old.example/digest/issues/deep/note/" in feed_ids(site, "feed.xml")
    assert 'the addresses of "loose"' in said
    assert "src/layouts" in said


def test_eleventy_keeps_addresses_feeds_and_ids(tmp_path: Path) -> None:
    files = {
        ".eleventy.js": "module.exports = (c) => {\n  c.addPassthroughCopy('src/img');\n"
        "  c.addPassthroughCopy({ 'src/root': '/' });\n"
        "  return { dir: { input: 'src', output: '_site' } };\n};\n",
        "src/_data/metadata.json": '{"title": "Old", "url": "https://old.example/", "language": "fr",'
        ' "author": {"name": "Ada"}}',
        "src/posts/posts.json": '{"permalink": "/p/{{ page.fileSlug }}/", "tags": "posts"}',
        "src/posts/2025-03-04-hello.md": post("Hello", "2025-03-04"),
        "src/notes/2025-03-05-there.md": post("There", "2025-03-05"),
        "src/about.md": "---\ntitle: About\n---\nMe.\n",
        "src/_includes/base.njk": "x",
        "src/index.njk": "x",
        "src/img/a.png": "png",
        "src/root/CNAME": "old.example",
        "README.md": "x",
    }
    site, said = move(tmp_path, "eleventy", files)
    config = read_config(site)
    assert (config.site.title, config.site.language) == ("Old", "fr")
    published = publish(site)
    for path in ("p/hello/index.html", "notes/there/index.html", "about/index.html", "img/a.png",
                 "CNAME", "feed/feed.xml"):  # fmt: skip
        assert path in published, path
    assert feed_ids(site, "feed/feed.xml") == [
        "https://old.example/notes/there/", "https://old.example/p/hello/"
    ]  # fmt: skip
    assert "index.njk" in said


def test_mkdocs_keeps_addresses_feeds_and_ids(tmp_path: Path) -> None:
    files = {
        "mkdocs.yml": "site_name: Old\nsite_url: https://old.example/\nsite_author: Ada\n"
        "theme:\n  name: material\n  language: de\nplugins:\n  - search\n  - blog:\n      post_url_date_format: yyyy/MM\n"
        "  - rss\n  - macros\nmarkdown_extensions:\n"
        "  - pymdownx.emoji:\n      emoji_index: !!python/name:material.extensions.emoji.twemoji\n"
        "nav:\n  - Home: index.md\n  - About: more/about.md\n  - Blog:\n      - blog/index.md\n",
        "docs/index.md": "# Welcome\n",
        "docs/more/about.md": "# About\n",
        "docs/blog/index.md": "# Blog\n",
        "docs/blog/posts/first.md": "---\ndate: 2025-03-04\n---\n# My first post\n\nx\n",
        "docs/blog/posts/second.md": "---\ndate: 2025-03-05\nslug: two\n---\n# Second\n\nx\n",
        "docs/img/a.png": "png",
    }
    site, said = move(tmp_path, "mkdocs", files)
    config = read_config(site)
    assert (config.site.language, config.site.authors) == ("de", ("Ada",))
    assert [entry.url for entry in config.site.menu] == ["/", "/more/about/", "/blog/"]
    published = publish(site)
    for path in ("more/about/index.html", "blog/2025/03/my-first-post/index.html",
                 "blog/2025/03/two/index.html", "img/a.png", "feed_rss_created.xml"):  # fmt: skip
        assert path in published, path
    assert feed_ids(site, "feed_rss_created.xml") == [
        "https://old.example/blog/2025/03/two/", "https://old.example/blog/2025/03/my-first-post/"
    ]  # fmt: skip
    assert 'the plug-in "macros"' in said


def test_a_readme_is_a_digest(tmp_path: Path) -> None:
    text = "# ML **Papers** of the Week\n\n## 5 January 2025\n\n- [A](https://e.org/a): x\n"
    site, _ = move(tmp_path, "readme", {"README.md": text, "node_modules/x/README.md": "x"})
    assert read_config(site).site.title == "ML Papers of the Week"
    assert not (site / "content/node_modules").exists()
    publish(site)


def test_a_readme_that_leads_to_the_issues_is_the_front_page(tmp_path: Path) -> None:
    issues = {
        f"docs/issue-{n}.md": f"# Issue {n}\n\n- [A](https://e.org/{n}): x\n" for n in range(1, 4)
    }
    links = "".join(f"- [Issue {n}](docs/issue-{n}.md)\n" for n in range(1, 4))
    site, said = move(tmp_path, "readme", {"README.md": f"# Own\n\n{links}", **issues})
    assert "index.html" in publish(site)
    home = (site / "public/index.html").read_text()
    assert '<a href="/docs/issue-3/">Issue 3</a>' in home
    assert not (site / "public/README/index.html").exists()
    assert "dates: 3 of 3 files say none" in said


@pytest.mark.parametrize(
    ("titles", "language"),
    [(["周刊一", "周刊二", "About"], "zh"), (["週刊のまとめ", "第二回まとめ"], "ja"),
     (["주간 뉴스"], "ko"), (["Weekly", "周刊二"], "en"), ([], "en")],
)  # fmt: skip
def test_the_language_is_told_by_the_script_of_most_titles(
    tmp_path: Path, titles: list[str], language: str
) -> None:
    files = {f"{n}.md": f"# {title}\n\nx\n" for n, title in enumerate(titles)}
    site, _ = move(tmp_path, "readme", {"notes.txt": "x", **files})
    assert read_config(site).site.language == language


def test_content_may_be_linked_and_stays_where_it_is(tmp_path: Path) -> None:
    site, _ = move(tmp_path, "hugo", HUGO, "--link")
    assert (site / "content").is_symlink()
    assert (site / "static").resolve() == (tmp_path / "old/static").resolve()
    assert "about/index.html" in publish(site)
    assert not (tmp_path / "old/public").exists()


def test_what_has_no_folder_of_content_cannot_be_linked(tmp_path: Path) -> None:
    write_files(tmp_path / "old", JEKYLL)
    result = run(tmp_path, "init", "new", "--from", "jekyll", str(tmp_path / "old"), "--link")
    assert isinstance(result.exception, DigestError)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("generator", "name", "text"),
    [
        ("hugo", "hugo.toml", "a = = 1\n"), ("jekyll", "_config.yml", "a: [1\n"),
        ("pelican", "pelicanconf.py", "A = (\n"), ("mkdocs", "mkdocs.yml", "{\n"),
        ("zola", "config.toml", "[\n"),
    ],
)  # fmt: skip
def test_a_faulty_configuration_is_said_and_nothing_written(
    tmp_path: Path, generator: str, name: str, text: str
) -> None:
    write_files(tmp_path / "old", {name: text})
    result = run(tmp_path, "init", "new", "--from", generator, str(tmp_path / "old"))
    assert isinstance(result.exception, DigestError)
    assert "cannot be read" in str(result.exception)
    assert not (tmp_path / "new").exists()


def test_nothing_is_written_outside_the_new_site(tmp_path: Path) -> None:
    files = {
        ".eleventy.js": "c.addPassthroughCopy({ 'img': '../../../out' });",
        "a.md": "# A\n",
        "img/a.png": "png",
    }
    move(tmp_path, "eleventy", files)
    assert {path.name for path in tmp_path.iterdir()} == {"old", "new"}
    assert not list(tmp_path.parent.glob("out*"))


def test_links_that_lead_nowhere_are_passed_over(tmp_path: Path) -> None:
    write_files(tmp_path / "old", HUGO)
    (tmp_path / "old/content/gone.md").symlink_to("nowhere.md")
    site, _ = move(tmp_path, "hugo", {})
    assert not (site / "content/gone.md").is_symlink()


def test_a_site_is_not_written_over_itself(tmp_path: Path) -> None:
    write_files(tmp_path / "old", HUGO)
    result = run(tmp_path, "init", "old", "--from", "hugo", str(tmp_path / "old"))
    assert result.exit_code == 2
    assert "beside the old one" in result.stderr


CORPUS = {
    "rust-lang+this-week-in-rust": "pelican",
    "bitcoinops+bitcoinops.github.io": "jekyll",
    "skynettoday+skynet-today": "jekyll",
    "dair-ai+dair-ai.github.io": "jekyll",
    "rust-osdev+homepage": "zola",
    "justlovemaki+Hextra-AI-Insight-Daily": "hugo",
    "ainews-full": "astro",
}


def generator_of(digest: Path) -> str:
    """Give the generator of a digest of the corpus, as far as a few of its files tell it."""
    is_jekyll = next(digest.rglob("_posts"), None) is not None
    return CORPUS.get(digest.name, "jekyll" if is_jekyll else "readme")


def test_the_known_digests_are_in_the_corpus(shared: Path) -> None:
    assert set(CORPUS) <= {path.name for path in (shared / "corpus").iterdir()}


DIGESTS = sorted(path.name for path in SHARED.glob("corpus/*"))


@pytest.mark.parametrize("name", DIGESTS)
def test_real_digests_move_without_an_edit(shared: Path, tmp_path: Path, name: str) -> None:
    source = shared / "corpus" / name
    generator = generator_of(source)
    result = run(tmp_path, "init", "new", "--from", generator, str(source), "--ci", "none", *DAY)
    assert result.exit_code == 0, result.output
    originals = [path.read_bytes() for path in source.rglob("*") if path.is_file()]
    copies = [path for path in (tmp_path / "new/content").rglob("*") if path.is_file()]
    assert sorted(copy.read_bytes() for copy in copies) == sorted(originals)
    if name == "ainews-full":
        for big in sorted(copies)[3:]:
            big.unlink()
    publish(tmp_path / "new")


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("rust-lang+this-week-in-rust", "this-week-in-rust-367.html"),
        ("bitcoinops+bitcoinops.github.io", "en/newsletters/2022/09/28/index.html"),
        ("skynettoday+skynet-today", "digests/the-ninety-fifth/index.html"),
        ("dair-ai+dair-ai.github.io", "posts/2020/07/13/NLP_Newsletter_13_en.html"),
        ("rust-osdev+homepage", "this-month/2022-08/index.html"),
        ("justlovemaki+Hextra-AI-Insight-Daily", "cn/2025-07/2025-07-03/index.html"),
    ],
)
def test_real_digests_keep_their_addresses(
    shared: Path, tmp_path: Path, name: str, path: str
) -> None:
    source = str(shared / "corpus" / name)
    assert run(tmp_path, "init", "new", "--from", CORPUS[name], source, *DAY).exit_code == 0
    assert path in publish(tmp_path / "new")


def test_toml_is_written_so_that_it_reads_back() -> None:
    tables: dict[str, Any] = {
        "a": {
            "x": 'q"\\\n\x7f\u2028é',
            "n": [1, 2.5, True],
            "empty": [],
            "none": {},
            "odd key": "v",
        },
        "b": {"list": [{"url": "/x", "n": 1}, {"url": "/y"}], "inner": {"content/a b.md": "/c/"}},
        "c.d": {"deep": {"er": {"y": 1}}},
    }
    assert tomllib.loads(write_toml(tables)) == tables


@pytest.mark.parametrize(
    ("script", "value"),
    [
        ("site: 'https://a.example',", "https://a.example"),
        ('"site": "x"', "x"),
        ("const site = `x`;", "x"),
        ("website: 'x'", None),
        ("site: process.env.SITE", None),
        ("export const site = process.env.SITE || 'x';", "x"),
        ("site: import.meta.env.SITE ?? 'x'", "x"),
        ("feeds: [{ site: 'y' }], site: 'x'", "x"),
        ("a: { b: '}', site: 'y' }, site: 'x'", "x"),
        ("// site: 'x'", None),
        ("/* site: 'x' */ url: 'https://e.org//p'", None),
    ],
)
def test_settings_are_found_in_scripts_that_are_not_run(script: str, value: str | None) -> None:
    assert find_js_setting(strip_comments(script), "site") == value


def test_comments_go_and_strings_stay() -> None:
    assert (
        re.sub(r"\s+", " ", strip_comments("a 'http://x' // b\n/* c */ \"/*d*/\""))
        == "a 'http://x' \"/*d*/\""
    )
