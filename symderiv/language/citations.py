"""Which labels rest on which: what a claim cites, directly and through others, and never in a circle."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

Cites = Callable[[str], Sequence[str]]  # the labels that a label cites


def cited_by(label: str, cites: Cites) -> tuple[str, ...]:
    """All that a label cites, directly or through others, each after what it cites itself.

    >>> cited_by("c", {"a": (), "b": ("a",), "c": ("b", "a")}.__getitem__)
    ('a', 'b')
    """
    order: dict[str, None] = {}
    open_: dict[str, Iterator[str]] = {label: iter(cites(label))}
    while open_:
        at = next(reversed(open_))
        further = next((other for other in open_[at] if other not in order and other not in open_), None)
        if further is None:
            order[at] = None
            del open_[at]
        else:
            open_[further] = iter(cites(further))
    del order[label]
    return tuple(order)


def circle_from(label: str, cites: Cites) -> tuple[str, ...]:
    """A circle that can be reached from a label, from one label on it round to the same; () if there is none.

    >>> circle_from("c", {"a": ("b",), "b": ("a",), "c": ("b",)}.__getitem__)
    ('b', 'a', 'b')
    """
    finished: set[str] = set()
    open_: dict[str, Iterator[str]] = {label: iter(cites(label))}
    while open_:
        at = next(reversed(open_))
        further = next((other for other in open_[at] if other not in finished), None)
        if further is None:
            finished.add(at)
            del open_[at]
        elif further in open_:
            way = list(open_)
            return (*way[way.index(further) :], further)
        else:
            open_[further] = iter(cites(further))
    return ()


def entangled(labels: Iterable[str], cites: Cites) -> set[str]:
    """The labels from which a circle can be reached: those that are left when what cites nothing is taken
    away, again and again.

    >>> sorted(entangled("abcd", {"a": (), "b": ("c", "a"), "c": ("c",), "d": ("a",)}.__getitem__))
    ['b', 'c']
    """
    listed = dict.fromkeys(labels)
    left = {label: listed.keys() & cites(label) for label in listed}
    citing: dict[str, list[str]] = {}
    for label, cited in left.items():
        for other in cited:
            citing.setdefault(other, []).append(label)
    free = [label for label, cited in left.items() if not cited]
    for label in free:
        del left[label]
        for other in citing.get(label, ()):
            left[other].discard(label)
            if not left[other]:
                free.append(other)
    return set(left)


def circles(labels: Sequence[str], cites: Cites) -> Iterator[tuple[str, ...]]:
    """Circles among the labels, so that each label on any of them is on one of those that are given.

    >>> list(circles("abc", {"a": ("b",), "b": ("a",), "c": ("c", "a")}.__getitem__))
    [('a', 'b', 'a'), ('c', 'c')]
    """
    candidates, seen = entangled(labels, cites), set[str]()
    for label in labels:
        if label in candidates and label not in seen:
            found = _circle_through(label, cites)
            seen.update(found)
            if found:
                yield found


def _circle_through(label: str, cites: Cites) -> tuple[str, ...]:
    """The shortest way from a label round to itself; () if there is none."""
    came: dict[str, str] = {}
    todo = [label]
    for at in todo:
        for other in cites(at):
            if other == label:
                return (*_way(label, at, came), label)
            if other not in came:
                came[other] = at
                todo.append(other)
    return ()


def _way(start: str, end: str, came: dict[str, str]) -> list[str]:
    way = [end]
    while way[-1] != start:
        way.append(came[way[-1]])
    return way[::-1]


def drawn(circle: Sequence[str]) -> str:
    """A circle in words."""
    return " → ".join(circle)
