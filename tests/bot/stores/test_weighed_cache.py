"""The cache of conversations is bounded by what they weigh."""

from __future__ import annotations

from bot.stores.weighed_cache import WeighedCache


def test_the_oldest_go_until_the_rest_is_light_enough() -> None:
    cache = WeighedCache[str](10)
    for name, weight in (("a", 4), ("b", 4), ("c", 4)):
        cache.put(name, name.upper(), weight)

    assert [cache.get(name) for name in "abc"] == [None, "B", "C"]
    assert cache.weight == 8


def test_what_is_put_anew_is_the_newest_and_weighed_once() -> None:
    cache = WeighedCache[str](10)
    cache.put("a", "A", 4)
    cache.put("b", "B", 4)
    cache.put("a", "A2", 5)
    cache.put("c", "C", 4)

    assert [cache.get(name) for name in "abc"] == ["A2", None, "C"]
    assert cache.weight == 9


def test_one_that_weighs_too_much_alone_is_kept_until_the_next() -> None:
    cache = WeighedCache[str](10)
    cache.put("a", "A", 40)

    assert cache.get("a") == "A"

    cache.put("b", "B", 1)

    assert (len(cache), cache.get("a"), cache.weight) == (1, None, 1)


def test_what_is_taken_out_weighs_nothing_more() -> None:
    cache = WeighedCache[str](10)
    cache.put("a", "A", 4)

    assert (cache.pop("a"), cache.pop("a"), cache.weight) == ("A", None, 0)


def test_all_of_one_kind_can_be_dropped() -> None:
    cache = WeighedCache[str](10)
    for name in "abc":
        cache.put(name, "even" if name == "b" else "odd")

    cache.drop(lambda _, value: value == "odd")

    assert ([cache.get(name) for name in "abc"], cache.weight) == ([None, "even", None], 1)


def test_what_was_found_and_what_was_not_is_counted() -> None:
    cache = WeighedCache[str](10)
    cache.put("a", "A")

    for name in "aab":
        cache.get(name)

    assert (cache.hits, cache.misses) == (2, 1)
