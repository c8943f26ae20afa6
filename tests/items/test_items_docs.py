"""The examples of docs/items.md give what the page says they give."""

from __future__ import annotations

import re
import tomllib

import pytest

from digest.config.registry import load_registry
from digest.core.diagnostics import Report
from digest.core.model import Item
from support.paths import ROOT
from support.recognition import items_of

PAGE = ROOT / "docs" / "items.md"
PAIR = re.compile(r"^```markdown\n(.*?)^```\n```text\n(.*?)^```$", re.DOTALL | re.MULTILINE)
EXAMPLES = PAIR.findall(PAGE.read_text())


def as_line(item: Item) -> str:
    fields = [item.title, item.kind, item.url or "-"]
    fields += [item.date.isoformat()] if item.date else []
    fields += [", ".join(item.sources)] if item.sources else []
    return " | ".join(fields)


def test_every_layout_has_an_example_and_a_picture() -> None:
    text = PAGE.read_text()
    for layout in ("headings", "dated", "bullets", "lead", "table", "paragraphs", "post"):
        assert f"images/items-{layout}.svg" in text
        assert (ROOT / "docs" / "images" / f"items-{layout}.svg").is_file()
    assert len(EXAMPLES) >= 7


@pytest.mark.parametrize(("text", "found"), EXAMPLES, ids=lambda text: text.split("\n")[0][:40])
def test_examples_are_true(text: str, found: str) -> None:
    assert "\n".join(map(as_line, items_of(text))) + "\n" == found


def test_the_registry_of_the_page_is_read(tmp_path_factory: pytest.TempPathFactory) -> None:
    blocks = re.findall(r"^```toml\n(.*?)^```$", PAGE.read_text(), re.DOTALL | re.MULTILINE)
    (entities,) = [block for block in blocks if "[[company]]" in block]
    assert tomllib.loads(entities)
    path = tmp_path_factory.mktemp("registry") / "entities.toml"
    path.write_text(entities)
    report = Report()
    assert load_registry(path, report).resolve("harbourlab") == "Harbour Lab"
    assert report.diagnostics == ()
