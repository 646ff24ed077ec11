"""The stationary distribution of Langevin dynamics, when the learning rate grows with the batch size."""

from derivations._sources import PROBLEMS
from symderiv import Page

page = Page(
    "langevin_batch",
    title="Batch size and the stationary distribution",
    source=PROBLEMS.at("Problem 5"),
)


@page.experiment(seed=5)
def simulated(rng):
    """The stationary covariance S of the discrete update, against HS + SH − Δt·HSH = ηΣᴮ.

    Many independent chains in two dimensions, with η = Bη₀ and the noise averaged over B examples. At one
    Δt the batch size makes no difference; where Δt = η, as in SGD itself, S grows with it.
    """
    from derivations._langevin_simulation import outcome

    return outcome(rng)
