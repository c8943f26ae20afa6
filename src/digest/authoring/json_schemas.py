"""JSON Schemas (2020-12) of what authors write: front matter, `site.toml`, `entities.toml`.

They are made from the records that read these files, so that an editor and a build agree.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import msgspec

from digest.config.registry import Entity
from digest.config.registry.entities import EntityKind
from digest.config.tables import Config, LayoutName
from digest.content.front_matter import KEYS, Key
from digest.core.codes import Code

DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]

_NAME = {"type": ["string", "number"]}
_NAMES = {"anyOf": [_NAME, {"type": "array", "items": _NAME}]}
_GRADES = ["off", "info", "warning", "error"]
_TYPES: dict[str, Schema] = {
    "text": {"type": ["string", "number", "boolean"]},
    "date": {"anyOf": [{"type": "string"}, {"type": "number"}]},
    "switch": {"anyOf": [{"type": "boolean"}, {"enum": ["yes", "no", "on", "off"]}]},
    "list": _NAMES,
    "names": {
        "anyOf": [
            {"type": "string"},
            {"type": "array", "items": {"type": ["string", "object"]}},
            {"type": "object"},
        ]
    },
    "image": {
        "anyOf": [
            {"type": ["string", "boolean"]},
            {"type": "array", "items": {"type": ["string", "object"]}},
            {
                "type": "object",
                "properties": {"src": {"type": "string"}, "alt": {"type": "string"}},
            },
        ]
    },
    "number": {"type": ["integer", "string"]},
    "choice": {"type": "string"},
    "rules": {
        "anyOf": [
            {
                "type": "object",
                "propertyNames": {"enum": [str(code) for code in Code]},
                "additionalProperties": {"anyOf": [{"enum": _GRADES}, {"const": False}]},
            },
            {"type": "array", "items": {"enum": [str(code) for code in Code]}},
        ]
    },
}
_CHOICES: dict[str, Schema] = {
    "items": {"anyOf": [{"enum": list(get_args(LayoutName))}, {"type": "boolean"}]},
    "status": {"type": "string", "examples": ["draft", "published", "private", "hidden"]},
    "type": {"type": "string", "examples": ["post", "page"]},
}


def front_matter_schema(config: Config) -> Schema:
    """Return the schema of a post's front matter: every key, synonym and taxonomy.

    Other keys are allowed, as they are in posts.
    """
    properties: dict[str, Schema] = {}
    for key in KEYS:
        schema = _describe_key(key)
        properties[key.name] = {"description": key.description, **schema}
        for spelling in key.synonyms:
            if "." not in spelling:
                meaning = f"The same as `{key.name}`: {key.description}"
                properties.setdefault(spelling, {"description": meaning, **schema})
    names = [*_NAMES["anyOf"], {"type": "null"}]
    for name, table in config.all_taxonomies().items():
        for spelling in dict.fromkeys((table.key or name, table.singular)):
            meaning = f"{table.title} of the post: a name or a list of them."
            properties.setdefault(spelling, {"description": meaning, "anyOf": names})
    return {
        **_head("front-matter", "Front matter of a post"),
        "type": "object",
        "properties": dict(sorted(properties.items())),
    }


def site_schema(_config: Config) -> Schema:
    """Return the schema of `site.toml`, with every key, its default and its meaning."""
    made = msgspec.json.schema(Config)
    return {**_head("site", "site.toml"), **made}


def entities_schema(_config: Config) -> Schema:
    """Return the schema of `entities.toml`."""
    entry: Schema = {
        "type": "object",
        "required": ["name"],
        "additionalProperties": False,
        "properties": {
            "name": {"type": "string", "minLength": 1, "description": "What readers see."},
            "aliases": {**_texts(), "description": "Other names, which lead to this one."},
            "url": {"type": "string", "description": "Home page."},
            "domains": {**_texts(), "description": "Hosts whose articles come from here."},
        },
    }
    assert set(entry["properties"]) == _fields(Entity) - {"kind"}  # noqa: S101
    entities = {"type": "array", "items": {"$ref": "#/$defs/entity"}}
    return {
        **_head("entities", "entities.toml"),
        "type": "object",
        "additionalProperties": False,
        "properties": dict.fromkeys(get_args(EntityKind), entities),
        "$defs": {"entity": entry},
    }


SCHEMAS: dict[str, Callable[[Config], Schema]] = {
    "front-matter": front_matter_schema,
    "site": site_schema,
    "entities": entities_schema,
}


def write_schema(schema: Schema) -> str:
    """Return a schema as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(schema)).decode() + "\n"


def _head(name: str, title: str) -> Schema:
    return {"$schema": DIALECT, "$id": f"urn:digest:{name}", "title": title}


def _describe_key(key: Key) -> Schema:
    """Return the schema of a key's value; null is allowed, since authors fill keys in later."""
    schema = _CHOICES.get(key.name, _TYPES[key.type])
    if "anyOf" in schema:
        return {"anyOf": [*schema["anyOf"], {"type": "null"}]}
    types = schema["type"]
    return {**schema, "type": [*([types] if isinstance(types, str) else types), "null"]}


def _texts() -> Schema:
    return {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}


def _fields(kind: type[msgspec.Struct]) -> set[str]:
    return {field.name for field in msgspec.structs.fields(kind)}
