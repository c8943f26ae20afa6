"""Small copies of what real sites of other generators are made of: nothing is lost on the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.authoring.migrate.js_values import read_js_values
from digest.config.site_file import load_config
from digest.config.tables import Config
from digest.core.diagnostics import Report
from support.commands import run
from support.sites import run_build, write_files

DAY = ("--now", "2026-11-20")
Moved = tuple[Path, str, list[str]]


def move(tmp_path: Path, generator: str, files: dict[str, str]) -> Moved:
    """Give the new site, what was reported, and the paths that are published."""
    write_files(tmp_path / "old", files)
    result = run(tmp_path, "init", "new", "--from", generator, str(tmp_path / "old"), *DAY)
    assert result.exit_code == 0, result.output
    site = tmp_path / "new"
    report = site / "MIGRATION.md"
    said = result.stdout + (report.read_text() if report.is_file() else "")
    built = run_build(site, site / "public")
    assert built.report.count("error") == 0, "\n".join(map(str, built.report.diagnostics))
    files_of = (path for path in (site / "public").rglob("*") if path.is_file())
    return site, said, sorted(path.relative_to(site / "public").as_posix() for path in files_of)


def read_config(site: Path) -> Config:
    report = Report()
    config = load_config(site, report)
    assert report.diagnostics == ()
    return config


def page(site: Path, path: str) -> str:
    return (site / "public" / path).read_text()


def post(title: str, day: str, body: str = "Text.", **fields: str) -> str:
    more = "".join(f"{key}: {value}\n" for key, value in fields.items())
    return f"---\ntitle: {title}\ndate: {day}\n{more}---\n\n{body}\n"


DOCUSAURUS = {
    "website/docusaurus.config.ts": """\
import type {Config} from '@docusaurus/types';
const base: string = '/digest/';
const config: Config = {
  title: 'Old', tagline: "All of it", url: 'https://old.example', baseUrl: base,
  i18n: { defaultLocale: 'en', locales: ['en', 'fr'] },
  presets: [['classic', {
    blog: false,
    docs: { routeBasePath: 'guide' },
  } satisfies Options]],
  plugins: [
    ['content-blog', { id: 'letter', path: 'newsletter', routeBasePath: '/letter',
      feedOptions: { createFeedItems: async (o) => { return o.filter((x) => x > 1); } } }],
  ],
  themeConfig: { navbar: { items: [{ to: '/letter', label: 'Letter' }] } },
};
export default config;
""",
    "website/newsletter/authors.yml": "ada:\n  name: Ada L.\n  url: https://ada.example\n",
    "website/newsletter/7/index.mdx": post(
        "Seven",
        "2025-03-04",
        "import Foot from '../_foot.mdx';\n\nHello.\n\n<Foot />",
        slug="/7",
        authors="[ada]",
    ),
    "website/newsletter/_foot.mdx": "Read [on](https://e.org/on).\n",
    "website/newsletter/2025-04-05-eight.md": "---\ntitle: Eight\n---\n\nText.\n",
    "website/newsletter/2025/05-06-nine/index.md": "---\ntitle: Nine\n---\n\nText.\n",
    "website/docs/01-intro.md": "---\ntitle: Intro\n---\n\nText.\n",
    "website/docs/02-more/index.md": "---\ntitle: More\n---\n\nText.\n",
    "website/docs/own.md": "---\ntitle: Own\nslug: /\n---\n\nText.\n",
    "website/src/pages/about.md": "---\ntitle: About\n---\n\nMe.\n",
    "website/src/pages/index.tsx": "export default 1;\n",
    "website/i18n/fr/docusaurus-plugin-content-blog-letter/7/index.mdx": post(
        "Sept", "2025-03-04", slug="/7"
    ),
    "website/static/img/a.png": "png",
}


def test_docusaurus_blogs_docs_and_translations_keep_their_addresses(tmp_path: Path) -> None:
    site, said, published = move(tmp_path, "docusaurus", DOCUSAURUS)
    config = read_config(site)
    assert (config.site.title, config.site.description) == ("Old", "All of it")
    assert config.site.base_url == "https://old.example/digest"
    for path in (
        *("letter/7/index.html", "letter/2025/04/05/eight/index.html"),
        *("letter/2025/05/06/nine/index.html", "guide/intro/index.html"),
        *("guide/more/index.html", "guide/index.html", "about/index.html"),
        *("fr/letter/7/index.html", "img/a.png", "letter/rss.xml"),
    ):
        assert path in published, path
    assert not [path for path in published if "foot" in path]
    assert 'href="https://e.org/on"' in page(site, "letter/7/index.html")
    assert "Ada L." in page(site, "letter/7/index.html")
    assert "read website/docusaurus.config.ts" in said
    assert "src/pages/index.tsx" in said


BOOK = {
    "_config.yml": "title: Old\nauthor: Ada\nhtml:\n  baseurl: https://old.example\n"
    "sphinx:\n  config:\n    language: fr\n"
    "parse:\n  myst_substitutions:\n    who: the *readers*\nlaunch_buttons:\n  x: y\n",
    "_toc.yml": "format: jb-book\nroot: intro\nparts:\n  - caption: Issues\n    chapters:\n"
    "      - file: issues/2025-03-04\n        sections:\n          - file: issues/more\n"
    "      - file: notebooks/run\n",
    "intro.md": "# Welcome\n\nSee [the first](issues/2025-03-04.md).\n",
    "issues/2025-03-04.md": "(first)=\n# First\n\nFor {{ who }}.\n\n"
    "```{figure-md} pic\n![Alt](a.png)\n\nIts caption.\n```\n",
    "issues/more.md": "# More\n\n{ref}`first` and [back](2025-03-04.md), {cite}`Ada2025`.\n",
    "issues/a.png": "png",
    "_bibliography/references.bib": "@article{Ada2025, author = {Ada L.}, title = {Engines},"
    " year = {2025}, journal = {J}}\n",
    "issues/unlisted.md": "# Not in the book\n",
    "notebooks/run.ipynb": "{}",
}


def test_a_jupyter_book_is_what_its_contents_name(tmp_path: Path) -> None:
    site, said, published = move(tmp_path, "jupyter-book", BOOK)
    config = read_config(site)
    assert (config.site.title, config.site.language) == ("Old", "fr")
    for path in ("intro.html", "issues/2025-03-04.html", "issues/more.html"):
        assert path in published, path
    assert not [path for path in published if "unlisted" in path]
    first = page(site, "issues/2025-03-04.html")
    assert 'alt="Alt"' in first
    assert '<figure id="pic"' in first
    assert "the <em>readers</em>" in first
    assert "Its caption." in first
    assert '"/issues/2025-03-04.html' in page(site, "issues/more.html")
    assert "Engines" in page(site, "issues/more.html")
    assert "notebooks/run.ipynb" in said


def test_mysts_addresses_are_made_of_names_alone(tmp_path: Path) -> None:
    toc = "    - file: index.md\n    - title: '2025'\n      children:\n"
    files = {
        "myst.yml": "version: 1\nproject:\n  title: Old\n  authors:\n    - name: Ada\n  toc:\n"
        + toc
        + "        - file: 2025/2025_03_News & Co.md\n        - file: 2024/02-notes.md\n"
        "        - file: 2025/02-notes.md\n",
        "index.md": "# Home\n",
        "2025/2025_03_News & Co.md": "# March\n",
        "2024/02-notes.md": "# Notes\n",
        "2025/02-notes.md": "# Newer notes\n",
    }
    site, _, published = move(tmp_path, "jupyter-book", files)
    assert read_config(site).site.authors == ("Ada",)
    for path in ("news-and-co/index.html", "notes/index.html", "notes-1/index.html"):
        assert path in published, path


def test_hugos_languages_have_their_folders_and_prefixes(tmp_path: Path) -> None:
    files = {
        "hugo/hugo.toml": 'baseURL = "https://old.example/"\ntitle = "Any"\n'
        'defaultContentLanguage = "sv"\n[languages.en]\ntitle = "English"\n'
        'contentDir = "content/en"\nweight = 1\n[languages.sv]\ntitle = "Svenska"\n'
        'contentDir = "content/sv"\nlanguageCode = "sv_SE"\n'
        '[permalinks]\nposts = "/:year/:slug/"\n',
        "hugo/content/sv/posts/ett.md": post("Ett", "2025-03-04"),
        "hugo/content/en/posts/one.md": post("One", "2025-03-04"),
        "hugo/content/en/about.md": "---\ntitle: About\n---\nMe.\n",
        "README.md": "x",
    }
    site, said, published = move(tmp_path, "hugo", files)
    config = read_config(site)
    assert (config.site.title, config.site.language) == ("Svenska", "sv-SE")
    for path in ("2025/ett/index.html", "en/2025/one/index.html", "en/about/index.html"):
        assert path in published, path
    assert "read hugo/hugo.toml" in said
    assert 'what is in content/en/ `language: "en"`' in said


def test_hugos_translations_beside_posts_have_prefixes(tmp_path: Path) -> None:
    files = {
        "hugo.toml": 'baseURL = "https://old.example/"\ndefaultContentLanguageInSubdir = true\n'
        "[languages.en]\nweight = 1\n[languages.fr]\nweight = 2\n",
        "content/posts/a.md": post("A", "2025-03-04"),
        "content/posts/a.fr.md": post("A, en français", "2025-03-04"),
    }
    _, _, published = move(tmp_path, "hugo", files)
    assert "en/posts/a/index.html" in published
    assert "fr/posts/a/index.html" in published


def test_hugos_mounts_taxonomies_and_limits_are_kept(tmp_path: Path) -> None:
    files = {
        "config/_default/hugo.toml": 'baseURL = "https://old.example/"\nrssLimit = 7\n'
        '[taxonomies]\ntag = "tags"\n"series title" = "series titles"\n',
        "config/_default/module.toml": '[[mounts]]\nsource = "notes"\ntarget = "content/n"\n'
        '[[mounts]]\nsource = "files"\ntarget = "static/f"\n',
        "config/_default/menu.toml": '[[main]]\nname = "Notes"\npageRef = "n"\n',
        "notes/a.md": post("A", "2025-03-04", tags="[ai]", **{"series titles": "[Big Models]"}),
        "files/b.txt": "b",
        "content/unmounted.md": "x",
    }
    site, _, published = move(tmp_path, "hugo", files)
    config = read_config(site)
    assert config.feeds.limit == 7
    assert [entry.url for entry in config.site.menu] == ["/n"]
    for path in (
        *("n/a/index.html", "f/b.txt", "tags/ai/index.xml"),
        "series-titles/big-models/index.html",
    ):
        assert path in published, path
    assert not [path for path in published if "unmounted" in path]


JEKYLL = {
    "docs/_config.yml": "title: Old\nlocale: en_US\nurl: https://old.example\nimgpath: /img\n"
    "permalink: /:title/\npaginate: '12'\n",
    "docs/_posts/2025-03-04-a.md": post(
        "A",
        "2025-03-04",
        "![x]({{ site.imgpath }}/a.png) and [the list][list].\n\n"
        '{% include refs.md %}\n\n{% include note.md who="Ada" %}',
    ),
    "docs/_posts/2025-03-05-b.html": "---\ntitle: B\n---\n<p>One.</p>\n\n    <p>Two,\n"
    '<a href="https://e.org/b">b</a>.</p>\n\n<pre>x\n\ny</pre>\n',
    "docs/_includes/refs.md": "[list]: https://e.org/list\n",
    "docs/_includes/note.md": "From **{{ include.who }}**.\n",
    "docs/img/a.png": "png",
    "docs/about.html": "---\ntitle: About\n---\n<div>\n\n  <b>Me</b>\n</div>\n",
    "docs/list.html": "---\ntitle: L\n---\n{% for p in site.posts %}{{ p.title }}{% endfor %}\n",
    "docs/feed.xml": "---\n---\n<rss>{% for post in site.posts limit: 15 %}"
    '<guid isPermaLink="false">{{ site.url }}{{ post.id }}</guid>{% endfor %}</rss>',
    "docs/ai.xml": "---\n---\n<rss>{% for post in site.categories.ai limit:5 %}{% endfor %}</rss>",
    "docs/_posts/2025-03-06-c.md": post("C", "2025-03-06", categories="[ai]"),
}


def test_jekylls_includes_variables_and_html_pages_are_kept(tmp_path: Path) -> None:
    site, said, published = move(tmp_path, "jekyll", JEKYLL)
    config = read_config(site)
    assert (config.site.language, config.build.page_size, config.feeds.limit) == ("en-US", 12, 15)
    first = page(site, "a/index.html")
    assert 'src="/img/a.png"' in first
    assert 'href="https://e.org/list"' in first
    assert "From <strong>Ada</strong>." in first
    second = page(site, "b/index.html")
    assert 'href="https://e.org/b"' in second
    assert "&lt;p&gt;" not in second
    assert "<b>Me</b>" in page(site, "about/index.html")
    assert "ai.xml" in published
    assert "<title>A</title>" not in page(site, "ai.xml")
    assert "- list.html\n    → a template made it" in said
    assert "refs.md" not in said


ASTRO = {
    "astro.config.mjs": "export default defineConfig({ site: 'https://old.example' });\n",
    "src/consts.ts": "export const SITE_TITLE = 'Old';\nexport const SITE_DESCRIPTION = `All`;\n",
    "src/content.config.ts": "import { glob } from 'astro/loaders';\n"
    "const blog = defineCollection({ loader: glob({ pattern: '**/*.md', base: './src/data/blog' }),"
    " schema: ({ image }) => z.object({ title: z.string() }) });\n"
    "const notes = defineCollection({ type: 'content' });\n"
    "export const collections = Object.freeze({ blog, notes });\n",
    "src/data/blog/My Post.md": post("Mine", "2025-03-04"),
    "src/content/notes/a.md": post("Note", "2025-03-05"),
    "src/content/drafts/b.md": post("No collection", "2025-03-06"),
    "src/pages/posts/[...slug].astro": "---\nconst all = await getCollection('blog');\n---\n",
    "src/pages/notes/[slug].astro": "---\nimport { list } from '../../lib';\n---\n",
    "src/pages/_part.md": "x",
    "src/pages/about.md": "---\ntitle: About\n---\nMe.\n",
}


def test_astros_collections_are_those_that_it_declares(tmp_path: Path) -> None:
    site, said, published = move(tmp_path, "astro", ASTRO)
    config = read_config(site)
    assert (config.site.title, config.site.description) == ("Old", "All")
    for path in ("posts/my-post/index.html", "notes/a/index.html", "about/index.html"):
        assert path in published, path
    assert not [path for path in published if "drafts" in path or "part" in path]
    assert "src/content/drafts/" in said


def test_zolas_languages_and_link_checks_are_kept(tmp_path: Path) -> None:
    files = {
        "config.toml": 'base_url = "https://old.example"\ndefault_language = "en"\n'
        '[languages.fr]\n[link_checker]\nskip_prefixes = ["https://slow.example/"]\n',
        "content/blog/2025-03-04-a.md": '+++\ntitle = "A"\n+++\nx\n',
        "content/blog/2025-03-04-a.fr.md": '+++\ntitle = "A, fr"\n+++\nx\n',
    }
    site, said, published = move(tmp_path, "zola", files)
    assert read_config(site).external.ignore == ("https://slow.example/",)
    assert "blog/a/index.html" in published
    assert "fr/blog/a/index.html" in published
    assert "languages" in said


def test_zolas_paths_with_dates_date_posts(tmp_path: Path) -> None:
    files = {
        "config.toml": 'base_url = "https://old.example"\n',
        "content/release.md": '+++\ntitle = "Release"\npath = "2020/03/12/release"\n+++\nx\n',
        "content/b.md": '+++\ntitle = "B"\npath = "inside/2020/03/13/b"\n+++\nx\n',
        "content/odd.md": '+++\ntitle = "Odd"\npath = "2020/13/45/odd"\n+++\nx\n',
    }
    site, _, published = move(tmp_path, "zola", files)
    assert "2020/03/12/release/index.html" in published
    assert "12 March 2020" in page(site, "2020/03/12/release/index.html")
    assert "13 March 2020" in page(site, "inside/2020/03/13/b/index.html")
    assert "2020/13/45/odd/index.html" in published


def test_pelicans_restructured_text_is_named(tmp_path: Path) -> None:
    files = {
        "pelicanconf.py": "SITENAME = 'Old'\n",
        "content/a.md": "Title: A\nDate: 2025-03-04\n\nx\n",
        "content/deep/old.rst": "Old\n===\n",
        "content/other.rst": "Other\n=====\n",
    }
    _, said, _ = move(tmp_path, "pelican", files)
    assert "files          2  content/deep/old.rst" in said
    assert "- content/other.rst (reStructuredText)" in said


def test_mkdocs_settings_are_inherited_and_redirects_kept(tmp_path: Path) -> None:
    files = {
        "mkdocs.yml": "INHERIT: base.yml\nsite_name: Old\nplugins:\n  - redirects:\n"
        "      redirect_maps:\n        old.md: new/page.md\n        gone.md: https://e.org/\n",
        "base.yml": "site_url: !ENV [URL, 'https://old.example/']\nsite_name: Base\n"
        "site_author: !ENV AUTHOR\n",
        "docs/new/page.md": "# Page\n\nText.\n",
    }
    site, _, published = move(tmp_path, "mkdocs", files)
    config = read_config(site)
    assert (config.site.title, config.site.base_url) == ("Old", "https://old.example")
    assert config.permalinks.redirects == {"/old/": "/new/page/", "/gone/": "https://e.org/"}
    assert "old/index.html" in published


@pytest.mark.parametrize(
    ("script", "value"),
    [
        ("export default { a: 'x', b: [1, true, null], c: { d: `t` } }",
         {"a": "x", "b": [1, True, None], "c": {"d": "t"}}),
        ("const a = 'x';\nmodule.exports = { a, b: a + 'y', ...{ c: 2 } };",
         {"a": "x", "b": "xy", "c": 2}),
        (("const c: Config = { a: process.env.A ?? 'x', f() { return 1; }, g: (x) => x * 2 };\n"
          "export default c;"), {"a": "x", "g": None}),
        (("module.exports = function (config) {\n  config.add('x', () => { return { a: 1 }; });\n"
          "  return { dir: { input: 'src', output: 'out' }, b: 2 };\n};"),
         {"dir": {"input": "src", "output": "out"}, "b": 2}),
        ("export default defineConfig({ a: new URL('x'), b: require('y'), c: -1, d: 'x' as const })",
         {"a": None, "b": None, "c": None, "d": "x"}),
        ("export default { a: `x${b}`, 'b-c': \"it's\\n\", /* d: 1, */ // e: 2\n f: 3 } satisfies T",
         {"a": None, "b-c": "it's\n", "f": 3}),
        ("export default [1, [2, {}]", [1, [2, {}]]),
        ("const x = 1;", None),
        ("}}}(((", None),
        ("", None),
    ],
)  # fmt: skip
def test_values_are_read_from_scripts_that_are_not_run(script: str, value: object) -> None:
    assert read_js_values(script)[1] == value


def test_the_benchmark_says_what_a_migration_keeps(tmp_path: Path) -> None:
    from bench.migrate import find_generator, measure_site

    write_files(tmp_path / "repository", DOCUSAURUS)
    assert find_generator(tmp_path / "repository") == "docusaurus"
    report = measure_site(tmp_path / "repository", "docusaurus", tmp_path / "site")
    assert (report.found, report.published, report.dated) == (8, 8, 4)
    assert (report.addresses, report.kept, report.moved) == (8, 8, ())
    assert (report.links, report.lost_links, report.lost_words) == (1, (), ())
