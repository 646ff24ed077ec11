"""What a claim rests on, in words: what came along with the claims it cites, and errata among these."""

from __future__ import annotations

from typing import NamedTuple

from symderiv.language.verdict import Verdict


class Brought(NamedTuple):
    """A hypothesis that came along: its place among all hypotheses, and its name where that is enough."""

    place: int
    name: str


def own(v: Verdict) -> list[int]:
    """The places of the hypotheses that the claim has itself."""
    return [i for i in range(len(v.given)) if not (v.origins and v.origins[i].through)]


def brought(v: Verdict) -> dict[str, list[Brought]]:
    """The hypotheses that came along, by the claim cited; what defines a quantity goes by its name."""
    definitions = {s.label: s.called for s in v.rests_on if s.definition}
    found: dict[str, list[Brought]] = {}
    for i, origin in enumerate(v.origins):
        if origin.through:
            found.setdefault(origin.through, []).append(Brought(i, definitions.get(origin.label, "")))
    return found


def doubtful(v: Verdict) -> list[str]:
    """The errata that a claim rests on, and what else is not proved."""
    return [s.told for s in v.rests_on if s.erratum or not s.stands]


def status_of(v: Verdict) -> str:
    """The verdict in words, for where it stands alone."""
    return f"{v.status}, resting on {' and '.join(doubtful(v))}" if doubtful(v) else str(v.status)
