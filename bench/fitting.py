"""Fits the weights of evidence to labelled samples, by a structured perceptron with a margin.

Run `python -m bench.fitting` to write `src/digest/items/weights.toml`. The samples are those of
`../shared`, whose entries' lines are in `boundaries.json`, and the made-up texts the tests use.
In each sample every node whose surroundings are open must be worth more as what it is than as
anything else; where it is not, the weights move. They are drawn back to those of `prior.toml`,
which say what one would expect of each kind of evidence before seeing any sample.
"""

from __future__ import annotations

import random
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from bench.fixtures import read_fixtures
from bench.samples import SHARED, Text, read_boundaries, read_text
from digest.items.article import named_source
from digest.items.clean import clean_heading
from digest.items.cut import SHARES
from digest.items.evidence import NAMES, names_of
from digest.items.gathering import gather_evidence
from digest.items.nodes import Node, Role
from digest.items.tree import Tree
from digest.items.weights import FILE, HOLDING, Weights

PRIOR = Path(__file__).with_name("prior.toml")

_EPOCHS = 40
_MARGIN = 0.5
_STEP = 0.3
_PULL = 0.03
_FIXTURE = 1.5
_SEED = 4.0
_ROUNDS = 0
_AGAIN = 1.6

Key = tuple[str, str]
Vector = dict[Key, float]
Table = Mapping[str, Mapping[str, float]]


class Example:
    """One labelled text: its nodes as numbers, their vectors, and the role each must have."""

    def __init__(
        self, digest: str, text: Text, lines: Mapping[str, Sequence[int]], weight: float
    ) -> None:
        self.digest, self.weight = digest, weight
        tree = Tree(text.document, text.context.title, text.context.date)
        named = text.context.url or named_source(tree.root)
        gather_evidence(tree.root, text.context.title, names_source=named is not None)
        nodes = list(tree.root.walk())
        number = {id(node): at for at, node in enumerate(nodes)}
        self.children = [[number[id(c)] for c in node.children] for node in nodes]
        self.shares = [[c.mass / node.mass for c in node.children] for node in nodes]
        self.roles: list[Role] = ["none"] * len(nodes)
        self.labelled = [False] * len(nodes)
        self._label(nodes, number, lines)
        self.vectors: list[list[tuple[Key, float]]] = []
        self.entry, self.holding = self._vectorise(nodes)

    def _label(
        self, nodes: list[Node], number: dict[int, int], lines: Mapping[str, Sequence[int]]
    ) -> None:
        wanted = {line for each in lines.values() for line in each}
        names = {clean_heading(name) for name in lines if name}
        taken: set[int] = set()

        def visit(node: Node, open_: bool, inside: bool) -> Role:
            at = number[id(node)]
            inside = inside or "" in lines or not names.isdisjoint(node.section)
            self.labelled[at] = inside if node.kind != "post" else "" in lines
            role: Role = "none"
            if open_ and inside and node.kind != "post" and node.line in wanted - taken:
                taken.add(node.line)
                role = "entry"
            below = [visit(child, open_ and role == "none", inside) for child in node.children]
            if role == "none" and any(each != "none" for each in below):
                role = "container"
            self.roles[at] = role
            return role

        visit(nodes[0], True, False)

    def is_right(self, weights: Mapping[Key, float]) -> bool:
        """Return whether the best cut is the labelled one, evidence of kin aside."""
        return _Step(self, weights).is_right

    def _vectorise(self, nodes: list[Node]) -> tuple[list[int], list[int]]:
        """Return for each node the numbers of its vectors as an entry and as holding some."""
        groups: dict[object, list[Node]] = defaultdict(list)
        for node in nodes[1:]:
            groups[id(node.group)].append(node)
            groups[node.shape].append(node)
        means = {key: _mean(each) for key, each in groups.items()}
        known: dict[tuple[tuple[Key, float], ...], int] = {}

        def intern(vector: Vector) -> int:
            key = tuple(sorted(vector.items()))
            if key not in known:
                known[key] = len(self.vectors)
                self.vectors.append(list(key))
            return known[key]

        entry, holding = [], []
        for node in nodes:
            holding.append(intern(_holding_vector(node)))
            mean = (means[id(node.group)], means[node.shape]) if node.kind != "post" else ({}, {})
            entry.append(intern(_entry_vector(node, *mean)))
        return entry, holding


def _family(node: Node) -> str:
    return "section" if node.is_section else "item"


def _mean(nodes: list[Node]) -> Vector:
    mean: Vector = defaultdict(float)
    for node in nodes:
        for name in names_of(node.flags):
            mean[_family(node), name] += 1 / len(nodes)
    return mean


def _entry_vector(node: Node, beside: Vector, alike: Vector) -> Vector:
    vector: Vector = defaultdict(float)
    own, of_group, of_shape = SHARES
    for name in names_of(node.flags):
        vector[_family(node), name] += own
    for share, mean in ((of_group, beside), (of_shape, alike)):
        for key, value in mean.items():
            vector[key] += share * value
    for name in names_of(node.marks):
        vector[_family(node), name] += 1.0
    return vector


def _holding_vector(node: Node) -> Vector:
    if node.kind == "post":
        return {("post", name): 1.0 for name in names_of(node.marks)}
    bits = (node.marks | node.flags) & HOLDING
    return {(f"{_family(node)}-holds", name): 1.0 for name in names_of(bits)}


class _Step:
    """One look at one example: the worth of its nodes, and what must change."""

    def __init__(self, example: Example, weights: Mapping[Key, float]) -> None:
        self._of, get = example, weights.get
        self._worth = [
            sum(get(key, 0.0) * value for key, value in vector) for vector in example.vectors
        ]
        count = len(example.roles)
        self._best = [0.0] * count
        self._held = [0.0] * count
        self._role: list[Role] = ["none"] * count
        self.change: dict[int, float] = defaultdict(float)
        self.violations = 0
        self._seen: set[tuple[int, Role, bool]] = set()
        for at in range(count - 1, -1, -1):
            self._value(at)
        self._check(0)

    def _value(self, at: int) -> None:
        of, worth = self._of, self._worth
        best, role = 0.0, "none"
        if of.children[at]:
            inside = sum(
                share * self._best[child]
                for child, share in zip(of.children[at], of.shares[at], strict=True)
            )
            self._held[at] = inside + worth[of.holding[at]]
            if self._held[at] > best:
                best, role = self._held[at], "container"
        if at and worth[of.entry[at]] > best:
            best, role = worth[of.entry[at]], "entry"
        self._best[at], self._role[at] = best, role  # type: ignore[call-overload]

    @property
    def is_right(self) -> bool:
        """Return whether every labelled node has its role, where all above it are open."""
        return self._agrees(0)

    def _agrees(self, at: int) -> bool:
        of = self._of
        role = self._role[at]
        if of.labelled[at] and (role == "entry") != (of.roles[at] == "entry"):
            return False
        if role == "container":
            return all(map(self._agrees, of.children[at]))
        return role == "entry" or of.roles[at] != "container" or not of.labelled[at]

    def _check(self, at: int) -> float:
        """Note what is wrong at and under a node; return its worth as it is labelled."""
        of, worth = self._of, self._worth
        role, labelled = of.roles[at], of.labelled[at]
        held = bool(of.children[at])
        if role == "entry":
            self._require(at, worth[of.entry[at]], ("entry",))
            if held:
                self._require(at, worth[of.entry[at]] - self._held[at], ("entry", "-held"))
            return worth[of.entry[at]]
        if role == "container":
            value = worth[of.holding[at]]
            for child, share in zip(of.children[at], of.shares[at], strict=True):
                value += share * self._check(child)
            self._require(at, value, ("labelled",))
            if at:
                self._require(at, value - worth[of.entry[at]], ("labelled", "-entry"))
            return value
        if not labelled:
            return self._best[at]
        key = (of.entry[at], role, labelled)
        if held or key not in self._seen:
            self._seen.add(key)
            if at:
                self._require(at, -worth[of.entry[at]], ("-entry",))
            if held:
                self._require(at, -self._held[at], ("-held",))
        return 0.0

    def _require(self, at: int, margin: float, terms: tuple[str, ...]) -> None:
        if margin >= _MARGIN:
            return
        self.violations += 1
        for term in terms:
            sign = -1.0 if term.startswith("-") else 1.0
            kind = term.removeprefix("-")
            if kind == "entry":
                self.change[self._of.entry[at]] += sign
            elif kind == "held":
                self._add_held(at, sign, labelled=False)
            else:
                self._add_held(at, sign, labelled=True)

    def _add_held(self, at: int, share: float, *, labelled: bool) -> None:
        of = self._of
        self.change[of.holding[at]] += share
        for child, part in zip(of.children[at], of.shares[at], strict=True):
            role = of.roles[child] if labelled and of.labelled[child] else self._role[child]
            if labelled and of.roles[child] != "none":
                role = of.roles[child]
            if role == "entry":
                self.change[of.entry[child]] += share * part
            elif role == "container":
                self._add_held(child, share * part, labelled=labelled)


def fit_weights(examples: Iterable[Example], prior: Mapping[Key, float]) -> Weights:
    """Return weights fitted to examples; those still read wrong count more in another round."""
    order = list(examples)
    counts = [example.weight for example in order]
    for _ in range(_ROUNDS):
        fitted = _fit(order, counts, prior)
        for at, example in enumerate(order):
            if not example.is_right(fitted):
                counts[at] *= _AGAIN
    fitted = _fit(order, counts, prior)
    tables: dict[str, dict[str, float]] = {name: {} for name in _read_toml(PRIOR)}
    for (table, name), value in fitted.items():
        tables[table][name] = round(value, 2)
    return Weights(tables)


def _fit(
    examples: list[Example], counts: list[float], prior: Mapping[Key, float]
) -> dict[Key, float]:
    """Return the mean of the weights after each of the later rounds of one fit."""
    weights = dict(prior)
    total: dict[Key, float] = defaultdict(float)
    chance = random.Random(0)
    order = list(range(len(examples)))
    for epoch in range(_EPOCHS):
        chance.shuffle(order)
        step = _STEP / (1 + epoch / 10)
        for chosen in order:
            example = examples[chosen]
            found = _Step(example, weights)
            if not found.violations:
                continue
            scale = counts[chosen] * step / found.violations**0.5
            for at, amount in found.change.items():
                for key, value in example.vectors[at]:
                    weights[key] = weights.get(key, 0.0) + scale * amount * value
        for key, value in weights.items():
            weights[key] = value - _PULL * (value - prior.get(key, 0.0))
        if epoch >= _EPOCHS // 2:
            for key, value in weights.items():
                total[key] += value / (_EPOCHS - _EPOCHS // 2)
    return total


def _read_toml(path: Path) -> Table:
    with path.open("rb") as file:
        return tomllib.load(file)


def read_prior() -> dict[Key, float]:
    """Return the weights that fitting starts from."""
    tables = _read_toml(PRIOR)
    return {(table, name): worth for table, of in tables.items() for name, worth in of.items()}


def read_examples(shared: Path = SHARED) -> tuple[Example, ...]:
    """Return all labelled texts: real digests, the seeds, and those made up for the tests."""
    found = [
        Example(
            name.removeprefix("corpus/").partition("/")[0],
            read_text(shared / name, name.removeprefix("corpus/")), lines,
            _SEED if name.startswith("seeds/") else 1.0,
        )
        for name, lines in read_boundaries().items()
    ]  # fmt: skip
    found += [
        Example("made up", fixture.as_text(), {"": fixture.lines}, _FIXTURE)
        for fixture in read_fixtures()
    ]
    return tuple(found)


def write_weights(weights: Weights, path: Path = FILE) -> None:
    """Write weights in the order of the evidence, under the headings of the prior."""
    out = ["# What each kind of evidence is worth; fitted by `python -m bench.fitting`."]
    for line in PRIOR.read_text().splitlines():
        if line.startswith("["):
            table = weights.tables[line[1 : line.index("]")]]
            out += ["", line]
            out += [
                f"{name} = {table[name]:.2f}" for name in NAMES if abs(table.get(name, 0)) >= 0.01
            ]
    path.write_text("\n".join(out) + "\n")


if __name__ == "__main__":
    write_weights(fit_weights(read_examples(), read_prior()))
