"""The schemas editors use: they accept what a build accepts, and find the slips it finds."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from digest.authoring.json_schemas import (
    DIALECT,
    SCHEMAS,
    entities_schema,
    front_matter_schema,
    site_schema,
)
from digest.config.tables import Config, TaxonomyTable
from digest.content.front_matter import KEYS
from support.commands import run
from support.paths import ROOT
from support.sites import write_files

JSON_TYPES: dict[str, Any] = {
    "string": str, "object": dict, "array": list, "boolean": bool, "number": (int, float),
    "integer": int, "null": type(None),
}  # fmt: skip
KNOWN = {
    "$schema", "$id", "$ref", "$defs", "title", "description", "default", "examples", "type",
    "properties", "required", "additionalProperties", "propertyNames", "items", "prefixItems",
    "minItems", "maxItems", "enum", "const", "anyOf", "minimum", "maximum", "minLength",
}  # fmt: skip


def faults(value: Any, schema: Any, root: Any, path: str = "") -> list[str]:
    """Give the places where a value breaks a schema; stop at a keyword this does not know."""
    if isinstance(schema, bool):
        return [] if schema else [f"{path}: not allowed"]
    assert set(schema) <= KNOWN, set(schema) - KNOWN
    if "$ref" in schema:
        target = root
        for part in schema["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        return faults(value, target, root, path)
    found = [f"{path}: {word}" for word in broken_words(value, schema)]
    if "anyOf" in schema and all(faults(value, each, root, path) for each in schema["anyOf"]):
        found.append(f"{path}: anyOf")
    if isinstance(value, list):
        heads = schema.get("prefixItems", [])
        for n, each in enumerate(value):
            rule = heads[n] if n < len(heads) else schema.get("items", True)
            found += faults(each, rule, root, f"{path}[{n}]")
    if isinstance(value, dict):
        for key, each in value.items():
            rule = schema.get("properties", {}).get(key, schema.get("additionalProperties", True))
            found += faults(each, rule, root, f"{path}.{key}")
            found += faults(key, schema.get("propertyNames", True), root, f"{path}.{key}")
    return found


def broken_words(value: Any, schema: dict[str, Any]) -> list[str]:
    """Give the keywords that a value breaks by itself, without looking into it."""
    is_bool = isinstance(value, bool)
    types = schema.get("type", list(JSON_TYPES))
    names = types if isinstance(types, list) else [types]
    size = len(value) if isinstance(value, (str, list)) else 0
    kept = {
        "type": any(isinstance(value, JSON_TYPES[n]) for n in names if not is_bool or n == "boolean"),
        "enum": value in schema.get("enum", [value]),
        "const": value == schema.get("const", value),
        "minLength": not isinstance(value, str) or size >= schema.get("minLength", 0),
        "length": not isinstance(value, list)
        or schema.get("minItems", 0) <= size <= schema.get("maxItems", size),
        "required": not isinstance(value, dict) or set(schema.get("required", ())) <= set(value),
        "range": is_bool or not isinstance(value, (int, float))
        or schema.get("minimum", value) <= value <= schema.get("maximum", value),
    }  # fmt: skip
    return [word for word, holds in kept.items() if not holds]


def check(value: Any, schema: dict[str, Any]) -> list[str]:
    return faults(value, schema, schema)


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_says_which_dialect_it_is_of(name: str) -> None:
    made = SCHEMAS[name](Config())
    assert made["$schema"] == DIALECT
    assert made["$id"] == f"urn:digest:{name}"
    check({}, made)


def test_the_repositorys_own_site_agrees() -> None:
    assert check(tomllib.loads((ROOT / "site.toml").read_text()), site_schema(Config())) == []
    entities = tomllib.loads((ROOT / "entities.toml").read_text())
    assert check(entities, entities_schema(Config())) == []


def test_a_new_site_agrees(tmp_path: Path) -> None:
    run(tmp_path, "init", "x")
    site = tomllib.loads((tmp_path / "x/site.toml").read_text())
    assert check(site, site_schema(Config())) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('[site]\ntitel = "x"', ".site.titel"),
        ("[feeds]\nlimit = 0", ".feeds.limit"),
        ('[check]\nrules = { duplicate-url = "loud" }', ".check.rules.duplicate-url"),
        ('[[feeds.also]]\nform = "rss"', ".feeds.also[0]"),
        ('[series.weekly]\ncadence = "often"', ".series.weekly.cadence"),
        ("[markdown]\ntoc_levels = [2]", ".markdown.toc_levels"),
        ("[build]\ndrafts = 1", ".build.drafts"),
    ],
)
def test_slips_in_the_configuration_are_found(text: str, place: str) -> None:
    (fault,) = check(tomllib.loads(text), site_schema(Config()))
    assert fault.startswith(place)


def test_every_key_and_table_is_described() -> None:
    schema = site_schema(Config())
    for table in schema["$defs"].values():
        assert table["description"]
        if table["title"] != "Config":
            for name, key in table["properties"].items():
                assert key.get("description"), f"{table['title']}.{name}"


FRONT_MATTER: list[dict[str, Any]] = [
    {"title": "A", "date": "2024-02-24", "tags": ["a"], "draft": True},
    {"title": 2024, "pubDate": "24 Feb 2024", "tags": "a, b", "draft": "yes"},
    {"feature_image": {"src": "a.png", "alt": "x"}, "images": ["a.png"], "items": "none"},
    {"authors": [{"name": "Ada"}], "number": "#12", "check": {"duplicate-url": "off"}},
    {"title": None, "date": None, "draft": None, "tags": None, "cover": None, "items": None},
    {"check": ["duplicate-url"], "anything": {"else": 1}, "heroImage": "a.png"},
]


@pytest.mark.parametrize("values", FRONT_MATTER)
def test_front_matter_that_a_build_takes_agrees(values: dict[str, Any]) -> None:
    assert check(values, front_matter_schema(Config())) == []


@pytest.mark.parametrize(
    "values",
    [
        {"draft": "perhaps"}, {"items": "bulets"}, {"check": {"duplicate-ulr": "off"}},
        {"check": {"duplicate-url": "loud"}}, {"tags": {"a": 1}}, {"title": ["a"]},
        {"number": 1.5},
    ],
)  # fmt: skip
def test_slips_in_front_matter_are_found(values: dict[str, Any]) -> None:
    assert check(values, front_matter_schema(Config()))


def test_every_key_and_spelling_is_in_the_schema() -> None:
    properties = front_matter_schema(Config())["properties"]
    for key in KEYS:
        assert properties[key.name]["description"] == key.description
        for spelling in key.synonyms:
            assert "." in spelling or spelling in properties


def test_a_sites_own_taxonomies_are_in_the_schema() -> None:
    config = Config(taxonomies={"companies": TaxonomyTable(key="orgs")})
    properties = front_matter_schema(config)["properties"]
    assert {"orgs", "company", "tags", "series"} <= set(properties)


@pytest.mark.parametrize(
    "text",
    ["[[company]]\nurl = 'x'", "[[compny]]\nname = 'x'", "[[company]]\nname = 'x'\nalias = 'y'"],
)
def test_slips_in_the_registry_are_found(text: str) -> None:
    assert check(tomllib.loads(text), entities_schema(Config()))


def test_one_schema_is_printed_and_all_are_written(tmp_path: Path) -> None:
    site = write_files(tmp_path, {"site.toml": "[taxonomies.models]\n"})
    printed = run(site, "schema", "front-matter")
    assert "models" in json.loads(printed.stdout)["properties"]
    result = run(site, "schema", "--output", str(tmp_path / "schemas"))
    assert result.exit_code == 0
    assert sorted(path.name for path in (tmp_path / "schemas").iterdir()) == [
        "entities.schema.json", "front-matter.schema.json", "site.schema.json"
    ]  # fmt: skip
    assert (tmp_path / "schemas/front-matter.schema.json").read_text() == printed.stdout
    assert run(site, "schema").exit_code == 2


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_a_completion_script(tmp_path: Path, shell: str) -> None:
    result = run(tmp_path, "completion", shell)
    assert result.exit_code == 0
    assert f"_DIGEST_COMPLETE={shell}_complete" in result.stdout


def test_commands_and_options_are_completed() -> None:
    from click.shell_completion import ShellComplete

    from digest.cli.main import group

    complete = ShellComplete(group, {}, "digest", "_DIGEST_COMPLETE")
    assert {"init", "new", "inbox"} <= {
        item.value for item in complete.get_completions([], "i")
    } | {"new"}
    assert "--link" in {item.value for item in complete.get_completions(["new"], "--l")}
    formats = complete.get_completions(["init", "x", "--ci"], "g")
    assert [item.value for item in formats] == ["github", "gitlab"]


@pytest.mark.parametrize(
    "name", ["init", "new", "inbox", "seen", "config", "schema", "doctor", "completion"]
)
def test_help_teaches_with_examples_that_are_commands(tmp_path: Path, name: str) -> None:
    shown = run(tmp_path, name, "--help").stdout
    examples = re.findall(
        r"^ +(?:eval \"\$\()?digest (\w+)", shown.partition("Examples")[2], re.MULTILINE
    )
    assert name in examples


def test_a_folder_that_cannot_be_made_is_told_without_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from digest.cli.main import main

    (tmp_path / "file").write_text("x")
    monkeypatch.setattr("sys.argv", ["digest", "schema", "--output", str(tmp_path / "file/inside")])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 2
    assert "cannot go on: Not a directory" in capsys.readouterr().err
