"""The benchmark's site for Pelican: the same pages as the others'. All terms are its tags."""
# mypy: ignore-errors
# ruff: noqa: D102, PTH120, PTH123, RUF012

from __future__ import annotations

import os
from typing import Any

import markdown
import yaml
from pelican import signals
from pelican.readers import BaseReader

SITENAME = "Bench"
SITEURL = "https://bench.example.org"
PATH = os.environ["BENCH_CONTENT"]
ARTICLE_PATHS = ["posts"]
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
THEME = os.path.dirname(__file__)
DEFAULT_PAGINATION = 20
PAGINATED_TEMPLATES = {"index": None, "tag": None}
DIRECT_TEMPLATES = ["index", "tags", "sitemap"]
SITEMAP_SAVE_AS = "sitemap.xml"
ARTICLE_URL = "posts/{slug}/"
ARTICLE_SAVE_AS = "posts/{slug}/index.html"
TAG_URL = "{slug}/"
TAG_SAVE_AS = "{slug}/index.html"
TAGS_SAVE_AS = "terms/index.html"
CATEGORY_SAVE_AS = AUTHOR_SAVE_AS = ARCHIVES_SAVE_AS = CATEGORIES_SAVE_AS = AUTHORS_SAVE_AS = ""
FEED_RSS = "index.xml"
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = None
FEED_MAX_ITEMS = 20
RSS_FEED_SUMMARY_ONLY = False
SLUGIFY_SOURCE = "basename"
CACHE_CONTENT = True
LOAD_CONTENT_CACHE = True
TAXONOMIES = ("companies", "models", "topics", "people")


class FrontMatterReader(BaseReader):
    """Reads Markdown with YAML front matter, which Pelican itself does not."""

    enabled = True
    file_extensions = ["md"]

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        with open(source_path, encoding="utf-8") as stream:
            _, header, body = stream.read().split("---\n", 2)
        values = yaml.load(header, Loader=yaml.CSafeLoader)
        tags = ",".join(f"{name} {t}" for name in TAXONOMIES for t in values.get(name, ()))
        found = {
            "title": values["title"],
            "date": str(values["date"]),
            "slug": values["slug"],
            "summary": values["description"],
            "tags": tags,
        }
        engine = markdown.Markdown(extensions=["toc", "fenced_code", "codehilite", "tables"])
        html = engine.convert(body)
        found = {key: self.process_metadata(key, value) for key, value in found.items()}
        return html, {**found, "contents": engine.toc}


def use_front_matter_reader(readers: Any) -> None:
    readers.reader_classes["md"] = FrontMatterReader


signals.readers_init.connect(use_front_matter_reader)
