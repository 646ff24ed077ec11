"""What ``symderiv new`` writes: a page that runs as it stands."""

from __future__ import annotations

from string import Template

from symderiv.language.errors import UsageError

_PAGE = Template('''\
"""$title."""

from symderiv import Page, Source, eq, scalars

page = Page("$name", title="$title", source=Source("notes.txt", "page 1"))

a, b = scalars("a b")


@page.claim("1")
def square():
    """The square of a sum."""
    return eq((a + b) ** 2, a**2 + 2 * a * b + b**2)


@page.erratum("2")
def difference():
    """As printed, the mixed terms are lost."""
    return eq((a - b) ** 2, a**2 - b**2)


@page.claim("2-corrected")
def difference_corrected():
    return eq((a - b) ** 2, a**2 - 2 * a * b + b**2)
''')


def new_page(name: str) -> str:
    """The text of a new page; the name is that of a Python module and does not begin with an underscore."""
    from keyword import iskeyword  # noqa: PLC0415 - of use here only

    if not name.isidentifier() or iskeyword(name) or name.startswith("_"):
        raise UsageError(f"{name!r} cannot name a page: letters, digits and underscores, a letter first")
    return _PAGE.substitute(name=name, title=name.replace("_", " ").capitalize())
