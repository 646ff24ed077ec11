"""Dropout: what is kept is scaled, so that the mean stays; the noise that this adds."""

from symderiv import (
    Page, Source, bernoulli, components, eq, independent, index, lt, mean, scalars, sizes, total, variance,
)  # fmt: skip

page = Page(
    "dropout",
    title="Dropout",
    source=Source("N. Srivastava et al., Dropout, Journal of Machine Learning Research 15, 2014, section 4"),
)

n = sizes("n")
i = index("i", n)
q = scalars("q")  # the probability with which a unit is kept
w, x = components("w x", n)
kept = bernoulli("r", q, n)
KEPT = [lt(0, q)]


def dropped(k):
    return kept[k] * x[k] / q


def layer():
    return total(n, lambda k: w[k] * dropped(k), name="k")


@page.claim("unit", given=KEPT)
def of_one_unit():
    yield eq(mean(dropped(i)), x[i]), "which is what scaling is for"
    yield eq(variance(dropped(i)), x[i] ** 2 * (1 - q) / q), "0 where every unit is kept"


@page.claim("layer", given=KEPT)
def mean_of_a_layer():
    """The mean of a linear layer is the layer without dropout, whether or not units are dropped together."""
    return eq(mean(layer()), total(n, lambda k: w[k] * x[k], name="k"))


@page.erratum("variance", given=KEPT)
def variance_of_a_layer():
    """Without independence, as when whole channels are dropped, it does not hold."""
    return eq(variance(layer()), (1 - q) / q * total(n, lambda k: w[k] ** 2 * x[k] ** 2, name="k"))


@page.claim("variance-corrected", given=[*KEPT, lambda: independent(kept)])
def variance_of_independent_units():
    return eq(variance(layer()), (1 - q) / q * total(n, lambda k: w[k] ** 2 * x[k] ** 2, name="k"))


@page.erratum("unscaled", given=KEPT)
def unscaled():
    """As first proposed, units are not scaled in training; then weights have to be at test time."""
    return eq(mean(total(n, lambda k: w[k] * kept[k] * x[k])), total(n, lambda k: w[k] * x[k]))


@page.claim("unscaled-corrected")
def weights_scaled():
    return eq(mean(total(n, lambda k: w[k] * kept[k] * x[k])), total(n, lambda k: q * w[k] * x[k]))
