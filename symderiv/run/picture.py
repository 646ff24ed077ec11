"""Pictures of pages as SVG that stands within a page of HTML: no identifier, colour or address of its own."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any, Final

from symderiv.language.errors import PageError

INK: Final = "#010203"  # what is drawn in it takes the colour of the text around the picture
_STYLE: Final[dict[str, Any]] = {
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": "medium",
    "figure.constrained_layout.use": True,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "font.size": 10,
    "grid.color": INK,
    "grid.alpha": 0.15,
    "axes.grid": True,
    "legend.frameon": False,
    "savefig.facecolor": "none",
    "svg.fonttype": "path",  # a reader's machine may lack the font
    "svg.hashsalt": "symderiv",
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}


def svg(draw: Callable[[], Any]) -> str:
    """The figure that a function returns, as one ``svg`` element; PageError where it returns none."""
    import matplotlib as mpl  # noqa: PLC0415 - an extra, which nothing else needs

    mpl.use("agg")
    with mpl.rc_context({**mpl.rcParamsDefault, **_STYLE, "backend": "agg"}):
        figure = draw()
        if not callable(getattr(figure, "savefig", None)):
            raise PageError(f"a picture is a figure of Matplotlib; met {type(figure).__name__}")
        drawn = io.StringIO()
        figure.savefig(drawn, format="svg", metadata={"Date": None})
    return inert(drawn.getvalue())


def inert(text: str) -> str:
    """The ``svg`` element of a document without metadata, namespaces and a size of its own.

    >>> inert('<?xml version="1.0"?><svg width="9pt" viewBox="0 0 9 9"><metadata>x</metadata></svg>')
    '<svg viewBox="0 0 9 9"></svg>'
    """
    found = text[text.index("<svg") :].strip()
    found = re.sub(r"<metadata>.*?</metadata>\s*", "", found, flags=re.DOTALL)
    head, close, body = found.partition(">")
    head = re.sub(r'\s(?:xmlns(?::\w+)?|width|height|version)="[^"]*"', "", head)
    return (head + close + body).replace("xlink:href", "href").replace(INK, "currentColor")
