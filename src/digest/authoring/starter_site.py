"""A small complete site for a new author, made from a few answers."""

from __future__ import annotations

import re
from datetime import date
from importlib.resources import files
from typing import Literal, get_args
from urllib.parse import urlsplit

import msgspec

from digest.authoring.new_files import NewFile
from digest.config.command_tables import Cadence
from digest.config.toml_writer import write_key, write_value

Host = Literal["github", "gitlab", "none"]

_PLACEHOLDER = re.compile(r"@(\w+)@")
_REMOTE = re.compile(
    r"(?:git@|https?://|ssh://git@)(github|gitlab)\.com[:/]([^/]+)/(.+?)(?:\.git)?/?$"
)


class StarterAnswers(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a new site, given by the author or guessed.

    `requirement` is the text of its requirements.txt, from which CI installs digest.
    """

    title: str
    today: date
    requirement: str
    base_url: str = ""
    author: str = ""
    language: str = "en"
    timezone: str = "UTC"
    series: str = "weekly"
    host: Host = "github"


def plan_starter(answers: StarterAnswers) -> tuple[NewFile, ...]:
    """Return the files of a new site."""
    values = _values(answers)
    pages = {
        "site.toml": "site.toml",
        "entities.toml": "entities.toml",
        ".gitignore": "gitignore",
        "content/about.md": "about.md",
        "content/issues/issue-1.md": "issue.md",
        f"templates/new/{answers.series}.md": "new.md",
    }
    made = (NewFile(path=path, text=_fill(name, values)) for path, name in pages.items())
    return (*made, *plan_ci(answers.host, answers.requirement))


def plan_ci(host: Host, requirement: str) -> tuple[NewFile, ...]:
    """Return the files by which a host checks changes and publishes the site."""
    if host == "none":
        return ()
    place = {"github": ".github/workflows/digest.yml", "gitlab": ".gitlab-ci.yml"}[host]
    return (
        NewFile(path=place, text=_read(f"{host}.yml")),
        NewFile(path="requirements.txt", text=requirement),
    )


def title_from_folder(folder: str) -> str:
    """Return a title made from a folder's name."""
    words = re.sub(r"[-_.\s]+", " ", folder).strip()
    return " ".join(word[:1].upper() + word[1:] for word in words.split()) or "Digest"


def pages_url(remote: str) -> str:
    """Return the address at which GitHub or GitLab serves a remote's pages, else ""."""
    match = _REMOTE.match(remote.strip())
    if not match:
        return ""
    host, owner, name = match[1], match[2].lower(), match[3]
    root = f"{owner}.{host}.io"
    return f"https://{root}" if name.lower() == root else f"https://{root}/{name}"


def cadence_from_name(series: str) -> Cadence:
    """Return how often a series appears: as its name says, else weekly."""
    known: tuple[Cadence, ...] = get_args(Cadence)
    return next((each for each in known if each and each == series.lower()), "weekly")


def _values(answers: StarterAnswers) -> dict[str, str]:
    base = answers.base_url.rstrip("/")
    title = answers.series.replace("-", " ").replace("_", " ")
    base_url = '# base_url = "https://digest.example" # where the site will live; feeds need it'
    id_domain = '# id_domain = "digest.example" # part of permanent ids: set it once, with base_url'
    if base:
        base_url = f"base_url = {write_value(base)}"
        id_domain = f"id_domain = {write_value(urlsplit(base).hostname)} # part of permanent ids: "
        id_domain += "keep it when the site moves"
    return {
        "title": write_value(answers.title),
        "title_text": answers.title,
        "base_url": base_url,
        "id_domain": id_domain,
        "language": write_value(answers.language),
        "timezone": write_value(answers.timezone),
        "authors": write_value([answers.author] if answers.author else []),
        "author_text": answers.author or "its readers' friends",
        "year": str(answers.today.year),
        "date": answers.today.isoformat(),
        "series": write_key(answers.series),
        "series_title": title[:1].upper() + title[1:],
        "cadence": cadence_from_name(answers.series),
    }


def _fill(name: str, values: dict[str, str]) -> str:
    if name == "site.toml":
        values = {**values, "series_title": write_value(values["series_title"])}
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), _read(name))


def _read(name: str) -> str:
    return files("digest.authoring").joinpath("starter_files", name).read_text("utf-8")
