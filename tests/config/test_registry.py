"""Names, aliases and hosts lead to one canonical name; faults of entities.toml are reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.config.registry import Entity, Registry, apply_registry, builtin_registry, load_registry
from digest.core.codes import Code
from digest.core.diagnostics import Report
from digest.core.model import Item


def make_item(**fields: object) -> Item:
    given: dict[str, object] = {
        "id": "x", "post": "content/a.md", "position": 1, "number": None, "section": (),
        "title": "A title", "url": None, "links": (), "kind": "article", "date": None,
        "sources": (), "summary": "", "anchor": "a-title", "line": 1,
    }  # fmt: skip
    return Item(**{**given, **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("OpenAI", "OpenAI"),
        ("open ai", "OpenAI"),
        ("meta", "Meta"),
        ("SiloAI", "Silo AI"),
        ("huggingface", "Hugging Face"),
        ("Google Deepminde", "Google DeepMind"),
        ("Stanford Uni", "Stanford"),
        ("Antrhopic", "Anthropic"),
        ("Groqq", "Groqq"),
        ("Princeton Uni.", "Princeton Uni"),
        ("  Some   Lab ", "Some Lab"),
        ("阿里巴巴", "Alibaba"),
    ],
)
def test_names_resolve(written: str, name: str) -> None:
    assert builtin_registry().resolve(written) == name


def test_numbers_are_no_slips() -> None:
    registry = Registry([Entity(name="Qwen Model 2", kind="model")])
    assert registry.entity("Qwen Model 3") is None
    assert registry.entity("Qwen Modle 2") is not None


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("openai.com", "OpenAI"),
        ("ai.meta.com", "Meta"),
        ("alphacode.deepmind.com", "Google DeepMind"),
        ("aws.amazon.com", "AWS"),
        ("amazon.com", "Amazon"),
        ("notopenai.com", None),
        ("com", None),
    ],
)
def test_hosts_resolve(host: str, name: str | None) -> None:
    assert builtin_registry().of_domain(host) == name


def test_names_in_a_text_are_found_longest_first() -> None:
    found = builtin_registry().find_in("Google DeepMind’s agent beats OpenAI and a meta study")
    assert found == ("Google DeepMind", "OpenAI")


def test_every_builtin_name_belongs_to_one_entity() -> None:
    owners: dict[str, str] = {}
    for entity in builtin_registry().entities:
        for name in (entity.name, *entity.aliases):
            assert owners.setdefault(builtin_registry().resolve(name), entity.name) == entity.name


def write(path: Path, text: str) -> tuple[Registry, Report]:
    file = path / "entities.toml"
    file.write_text(text)
    report = Report()
    return load_registry(file, report), report


def test_a_site_adds_to_the_builtin_names_and_overrules_them(tmp_path: Path) -> None:
    registry, report = write(
        tmp_path,
        """
[[company]]
name = "Google"
aliases = ["Google DeepMind"]
domains = ["lab.example"]

[[model]]
name = "GPT-5"
aliases = ["gpt5"]
""",
    )
    assert report.diagnostics == ()
    assert registry.resolve("google deepmind") == "Google"
    assert registry.resolve("gpt5") == "GPT-5"
    assert registry.of_domain("lab.example") == "Google"
    assert registry.resolve("Antrhopic") == "Anthropic"


def test_faults_are_reported_with_their_lines(tmp_path: Path) -> None:
    registry, report = write(
        tmp_path,
        """[[company]]
name = "One"
alias = ["Uno"]

[[company]]
name = "Two"
aliases = ["one"]

[[person]]
aliases = ["Nobody"]

[[peple]]
name = "X"

[[topic]]
name = "Boats"
aliases = 3
""",
    )
    found = {(d.line, d.code): d.message for d in report.diagnostics}
    assert found == {
        (3, Code.UNKNOWN_REGISTRY_KEY): '[[company]] has no key "alias"',
        (7, Code.AMBIGUOUS_NAME): '"one" already means "One"',
        (9, Code.BAD_REGISTRY_VALUE): "[[person]] needs a name",
        (12, Code.UNKNOWN_REGISTRY_KEY): 'there is no table "peple"',
        (17, Code.BAD_REGISTRY_VALUE): "aliases must be a list of names",
    }
    assert registry.resolve("boats") == "Boats"


def test_broken_toml_leaves_the_builtin_names(tmp_path: Path) -> None:
    registry, report = write(tmp_path, '[[company]]\nname = "One\n')
    assert [(d.code, d.line) for d in report.diagnostics] == [(Code.REGISTRY_SYNTAX, 2)]
    assert registry.resolve("open ai") == "OpenAI"


def test_no_file_is_no_fault(tmp_path: Path) -> None:
    report = Report()
    assert load_registry(tmp_path / "entities.toml", report) is builtin_registry()
    assert report.diagnostics == ()


def test_items_are_named_again_with_the_sites_registry() -> None:
    registry = Registry([Entity(name="Big Lab", aliases=("BL",), domains=("lab.example",))])
    assert apply_registry(make_item(sources=("BL", "Big lab")), registry).sources == ("Big Lab",)
    by_host = apply_registry(make_item(url="https://www.lab.example/x"), registry)
    assert by_host.sources == ("Big Lab",)
    item = make_item(sources=("Other",))
    assert apply_registry(item, registry) is item
