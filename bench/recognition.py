"""How well items are found in real digests: in the fit, and in digests the fit has not seen.

Run `python -m bench.recognition`. A sample is right if it has as many items as counted by hand,
and if line, title and address of the first and the last agree. Titles must be equal once quotes,
blanks and marks at the ends are alike. `--fit-only` leaves out the second figure, which takes
minutes: for each digest the weights are fitted anew without it. With `-v` the items that differ
are printed too.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping

from bench.fitting import Example, fit_weights, read_examples, read_prior
from bench.samples import SHARED, Finding, Sample, Text, find_items, read_samples, read_text
from digest.core.diagnostics import Report
from digest.core.model import Item
from digest.items.recognise import recognise_items
from digest.items.weights import Weights, read_weights


def read_texts(samples: Iterable[Sample]) -> dict[str, Text]:
    """Return what recognition is given for each file of the samples."""
    files = dict.fromkeys(sample.file for sample in samples)
    return {file: read_text(SHARED / "corpus" / file, file) for file in files}


def recognise_all(
    texts: Mapping[str, Text], files: Iterable[str], weights: Weights
) -> dict[str, tuple[Item, ...]]:
    """Return the items of some files, found with given weights."""
    return {
        file: recognise_items(*texts[file], Report(), weights=weights).items
        for file in dict.fromkeys(files)
    }


def measure_fit(samples: tuple[Sample, ...], texts: Mapping[str, Text]) -> tuple[Finding, ...]:
    """Return what is found with the weights that digest ships."""
    items = recognise_all(texts, (s.file for s in samples), read_weights())
    return tuple(find_items(items, samples))


def measure_unseen(
    samples: tuple[Sample, ...], texts: Mapping[str, Text], examples: tuple[Example, ...]
) -> tuple[Finding, ...]:
    """Return what is found in each digest with weights fitted to all others."""
    found: list[Finding] = []
    prior = read_prior()
    for digest in dict.fromkeys(digest_of(s.file) for s in samples):
        others = [e for e in examples if e.digest != digest]
        weights = fit_weights(others, prior)
        mine = tuple(s for s in samples if digest_of(s.file) == digest)
        items = recognise_all(texts, (s.file for s in mine), weights)
        found += find_items(items, mine)
    return tuple(found)


def digest_of(file: str) -> str:
    """Return the digest that a file of the corpus is from: its first folder."""
    return file.partition("/")[0]


def print_findings(name: str, findings: tuple[Finding, ...], *, verbose: bool) -> None:
    """Print one line for each sample that is not right, and the totals."""
    print(f"{name}")
    for finding in findings:
        if not finding.is_right:
            _print_wrong(finding, verbose=verbose)
    ends = [end for finding in findings for end in finding.ends]
    lines = [(set(f.lines), set(f.found_lines)) for f in findings]
    common = sum(len(wanted & found) for wanted, found in lines)
    print(
        f"  {sum(f.is_right for f in findings)} of {len(findings)} samples right"
        f" ({sum(w == f for w, f in lines)} with every boundary);"
        f" boundaries: precision {common / max(1, sum(len(f) for _, f in lines)):.3f},"
        f" recall {common / max(1, sum(len(w) for w, _ in lines)):.3f};"
        f" first and last: {sum(e.title_agrees for e in ends)} of {len(ends)} titles,"
        f" {sum(e.url_agrees for e in ends)} addresses, {sum(e.line_agrees for e in ends)} lines\n"
    )


def _print_wrong(finding: Finding, *, verbose: bool) -> None:
    sample = finding.sample
    where = f"{sample.file[-60:]} {sample.section or ''}"
    print(f"  {where}: {sample.expected} expected, {len(finding.items)} found")
    for end in finding.ends:
        if end.expected and not end.agrees:
            got = (end.found.line, end.found.title, end.found.url) if end.found else None
            wanted = (end.expected["line"], end.expected["title"], end.expected["primary_url"])
            print(f"    {end.where}: expected {wanted}\n{'':{len(end.where)}}      found    {got}")
    if verbose:
        missed = sorted(set(finding.lines) - set(finding.found_lines))
        extra = sorted(set(finding.found_lines) - set(finding.lines))
        print(f"    lines missed: {missed}\n    lines too many: {extra}")


def main() -> None:
    """Print both figures."""
    verbose = "-v" in sys.argv
    samples = read_samples()
    texts = read_texts(samples)
    print_findings("The fit:", measure_fit(samples, texts), verbose=verbose)
    if "--fit-only" not in sys.argv:
        unseen = measure_unseen(samples, texts, read_examples())
        print_findings("Each digest left out:", unseen, verbose=verbose)


if __name__ == "__main__":
    main()
