"""What is sent to workers arrives whole, and a registry that comes twice is made once."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime
from typing import TypeVar

from digest.build.pickling import Packed
from digest.config.registry import Entity, Registry, builtin_registry
from support.factories import make_post, make_site, summarise

T = TypeVar("T")


def send(value: T) -> T:
    return pickle.loads(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))  # type: ignore[no-any-return]  # noqa: S301


def test_posts_and_cards_arrive_whole() -> None:
    whole = make_post(date=datetime(2024, 5, 1, 12, 30, tzinfo=UTC), extra={"mood": ["fine", 1]})
    post, card = summarise(whole), make_site([whole]).card(whole.path)
    assert send(Packed((post, card, "else"))).content == (post, card, "else")


def test_a_card_that_stands_twice_is_sent_once() -> None:
    card = make_site([make_post()]).card(make_post().path)
    first, second = send(Packed((card, card))).content
    assert first is second


def test_the_builtin_registry_stays_what_it_is() -> None:
    assert send(builtin_registry()) is builtin_registry()


def test_a_registry_of_the_site_arrives_once() -> None:
    registry = Registry((Entity(name="Acme", aliases=("Acme Inc",), domains=("acme.example",)),))
    first, second = send(registry), send(registry)
    assert first is second
    assert first.resolve("Acme Inc") == "Acme"
    assert first.of_domain("acme.example") == "Acme"
