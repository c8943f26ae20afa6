"""Shows which parts of real posts the reference parser reads, and why.

    python -m bench.fallbacks FOLDER [--documents]

prints the share of the text that the fast parser reads, and for each reason the number of
documents, blocks and bytes that it leaves to the reference parser; with `--documents`, each part.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from digest.config.tables import Config
from digest.core.diagnostics import Report
from digest.markup.engine import blank_multiline_comments
from digest.markup.fast.fast_parser import explain_fallbacks
from digest.markup.parser_state import ParserState


def read_body(path: Path) -> str:
    """Return a post's text without its header, as the parser reads it."""
    text = path.read_text(encoding="utf-8", errors="replace").replace("\r\n", "\n")
    if text.startswith("---\n") and (end := text.find("\n---\n")) >= 0:
        text = text[end + 5 :]
    return blank_multiline_comments(text.replace("\0", "\ufffd"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", action="store_true", help="print each part")
    options = parser.parse_args()
    total = 0
    documents: Counter[str] = Counter()
    blocks: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    for path in sorted(options.folder.rglob("*.md")):
        body = read_body(path)
        lines = body.split("\n")
        total += len(body)
        state = ParserState(
            path=path.name, first_line=1, config=Config(), report=Report(), lines=lines
        )
        found = explain_fallbacks(body, state)
        documents.update({part.reason for part in found})
        for part in found:
            size = sum(len(line) + 1 for line in lines[part.first : part.end])
            blocks[part.reason] += 1
            sizes[part.reason] += size
            if options.documents:
                print(f"{path.name}:{part.first + 1}-{part.end}: {size} bytes: {part.reason}")
    print(f"{100 - 100 * sizes.total() / max(total, 1):.1f} % of {total} bytes are read fast")
    for reason, size in sizes.most_common():
        share = 100 * size / max(total, 1)
        print(f"{share:6.2f} %  {documents[reason]:4} documents {blocks[reason]:6}  {reason}")


if __name__ == "__main__":
    main()
