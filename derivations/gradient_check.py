"""Checking a gradient by differences: how fast their error falls with the step."""

from derivations._sources import ASSIGNMENTS
from symderiv import Page

page = Page(
    "gradient_check", title="Checking a gradient by differences", source=ASSIGNMENTS.at("Assignment 1")
)


@page.experiment(seed=1)
def orders(rng):
    """The orders of |ΔL − ⟨J,Δw⟩|: 2 forward, 3 central, and more where a term vanishes, down to rounding.

    Slopes of log error over log step for six smooth losses, each the largest over random directions. Where
    H = 0 the forward slope is 3; where D³L = 0 the central one is the next odd order, 5; of a quadratic the
    central difference has no error but rounding. Below, the errors stay near u|L|, u = 2⁻⁵³.
    """
    from derivations._difference_orders import outcome

    return outcome(rng)
