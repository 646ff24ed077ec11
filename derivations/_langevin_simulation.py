"""The experiment of langevin_batch: many chains of the discrete Langevin update for a quadratic loss.

With g = H Phi, an update is Phi' = A Phi + sqrt(dt) eps, where A = I - dt H, and eps is independent of Phi
with covariance Q = eta Sigma^B. Hence E[Phi' Phi'^T] = A E[Phi Phi^T] A + dt Q, and the stationary S solves

    S = A S A + dt Q = S - dt (H S + S H) + dt^2 H S H + dt Q,   that is   H S + S H - dt H S H = Q,

the finite-step equation. It has one solution where no product of two eigenvalues of A is 1.
"""

from dataclasses import dataclass
from math import ceil, log

import numpy as np

from symderiv import Measurement, Outcome, allowed_errors

H = np.array([[2.0, 0.6], [0.6, 1.0]])  # the Hessian of the loss
SIGMA = np.array([[1.0, -0.5], [-0.5, 1.5]])  # the covariance of one example's gradient
ETA_0 = 0.1
CHAINS = 60_000
ENTRIES = ((0, 0), (0, 1), (1, 1))
FALSE_ALARM = 1e-6  # for all measurements together


@dataclass(frozen=True)
class Setting:
    """A batch size, and the length of a step; with a step of eta the update is SGD's own."""

    batch: int
    dt: float

    @property
    def eta(self):
        return self.batch * ETA_0

    @property
    def name(self):
        return f"B = {self.batch}, {self.step}"

    @property
    def step(self):
        return "Δt = η" if self.dt == self.eta else f"Δt = {self.dt:g}"


PAIRS = (
    (Setting(1, 0.25), Setting(4, 0.25)),  # one step: the batch size makes no difference
    (Setting(1, ETA_0), Setting(4, 4 * ETA_0)),  # SGD's own steps: the step grows with it, and S too
)
SETTINGS = tuple(setting for pair in PAIRS for setting in pair)


def stationary(h, q, dt):
    """The S with H S + S H - dt H S H = Q, as a linear system for the rows of S one after another."""
    one = np.eye(len(h))
    system = np.kron(h, one) + np.kron(one, h) - dt * np.kron(h, h)
    return np.linalg.solve(system, q.ravel()).reshape(q.shape)


def simulate(rng, setting, chains=CHAINS):
    """Phi of independent chains, of shape (chains, 2), that started from 0 and forgot it.

    The noise is made as a batch makes it, an average of B examples' deviations from the mean gradient; only
    their covariance Sigma^1 goes in. From 0 the covariance after T updates is S - A^T S A^T, so T is
    chosen to make ||A||^(2T) less than a hundredth of 1/sqrt(chains), the relative standard error.
    """
    pull = np.eye(2) - setting.dt * H
    updates = ceil(log(0.01 / chains**0.5) / (2 * log(np.linalg.norm(pull, 2))))
    factor = np.linalg.cholesky(SIGMA) * (setting.eta * setting.dt) ** 0.5
    phi = np.zeros((2, chains))
    for _ in range(updates):
        batch = sum(rng.standard_normal((2, chains)) for _ in range(setting.batch)) / setting.batch
        phi = pull @ phi + factor @ batch
    return phi.T


def entries(phi):
    """Averages of the products of two components, and their standard errors, which chains that know nothing
    of each other make plain: the spread over the chains by the square root of their number."""
    products = np.stack([phi[:, i] * phi[:, j] for i, j in ENTRIES])
    return products.mean(axis=1), products.std(axis=1, ddof=1) / len(phi) ** 0.5


def outcome(rng):
    """S against the equation for each setting, and its change with B against 0, or what the equation says."""
    found = {setting: entries(simulate(rng, setting)) for setting in SETTINGS}
    wanted = {setting: expected(setting, setting.dt) for setting in SETTINGS}
    allowed = allowed_errors(FALSE_ALARM, len(ENTRIES) * (len(SETTINGS) + len(PAIRS)))
    measurements = []
    for setting in SETTINGS:
        measurements += compared(setting.name, *found[setting], wanted[setting], allowed)
    for one, other in PAIRS:
        gap = found[other][0] - found[one][0]
        error = np.hypot(found[one][1], found[other][1])
        name = f"B = {other.batch} less B = {one.batch}, {one.step}"
        measurements += compared(name, gap, error, wanted[other] - wanted[one], allowed)
    return Outcome(measurements, series(found, wanted))


def expected(setting, dt):
    s = stationary(H, setting.eta * SIGMA / setting.batch, dt)
    return np.array([s[i, j] for i, j in ENTRIES])


def compared(name, values, errors, wanted, allowed):
    return [
        Measurement.sampled(
            f"S{'₁₂'[i]}{'₁₂'[j]} at {name}",
            value,
            expected=right,
            standard_error=error,
            allowed=allowed,
            reason="independent chains",
        )
        for (i, j), value, error, right in zip(ENTRIES, values, errors, wanted, strict=True)
    ]


def series(found, wanted):
    """The entries for each setting, in the order of ENTRIES."""
    lists = {}
    for setting, (averages, errors) in found.items():
        lists[f"{setting.name}: measured"] = averages
        lists[f"{setting.name}: standard error"] = errors
        lists[f"{setting.name}: finite-step equation"] = wanted[setting]
        lists[f"{setting.name}: equation without the term in Δt"] = expected(setting, 0)
    return lists
