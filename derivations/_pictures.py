"""The pictures of the pages. Their colours are to be seen on light and on dark."""

import numpy as np
from matplotlib.figure import Figure

BLUE, ORANGE, GREEN, GREY = "#3b82c4", "#d9772b", "#3f9e63", "#8a8f98"


def panels(columns=1, *, height=3.4, **more):
    """A figure, and its axes side by side."""
    figure = Figure(figsize=(4.4 * columns if columns > 1 else 6.4, height))
    return figure, figure.subplots(1, columns, **more)


def differences():
    """Of softplus: the errors of both differences, their orders, and u|L|, where rounding takes over."""
    from derivations import _difference_orders as orders
    from derivations.gradient_check import page

    found = page.experiments[0].run()
    steps, loss = np.array(found.series["step"]), orders.LOSSES[0]
    slopes = {m.name: m.value for m in found.measurements if m.name.endswith("slope")}
    figure, axes = panels(height=4)
    for name, order, colour in (("forward", loss.forward, BLUE), ("central", loss.central, ORANGE)):
        title = f"{loss.name}, {name}"
        errors = np.array(found.series[title])
        slope = slopes[f"{title} slope"]
        axes.loglog(steps, errors, "o", ms=3, color=colour, label=f"{name}, slope {slope:.3f}")
        line = errors[3] * (steps / steps[3]) ** order
        axes.loglog(steps, line, "--", lw=1, color=colour, label=f"order {order}")
    low = next(m for m in found.measurements if m.name == f"{loss.name}, forward log₂(floor/u|L|)")
    flat = np.array(found.series[f"{loss.name}, forward"])[steps < 1e-8].max()
    unit = flat / 2**low.value
    axes.axhline(unit, color=GREY, lw=1, label="u|L|")
    axes.set(xlabel="step length ε", ylabel="largest remainder over 64 directions")
    axes.set_ylim(unit / 30, 1)
    axes.legend()
    return figure


ALPHA, LAM, MU, UPDATES = 0.1, 0.6, 0.8, 60


def first_run(noise, pull):
    """theta of momentum on the loss gradient alone, for the loss pull (theta - 1)^2 / 2 with noise."""
    theta, v, found = 0.0, 0.0, [0.0]
    for kick in noise:
        v = MU * v + pull * (theta - 1) + kick
        theta -= ALPHA * (v + LAM * theta)
        found.append(theta)
    return np.array(found)


def second_run(noise, pull, strength):
    """theta of momentum on both gradients, with mu' and alpha' of (33) and this lambda'; the right start."""
    momentum = MU * (1 - ALPHA * LAM)
    theta, v, found = 0.0, 0.0, [0.0]  # v'^0 = (v^0 + lambda theta^1)/(1 - alpha lambda) = 0
    for kick in noise:
        v = momentum * v + pull * (theta - 1) + kick + strength * theta
        theta -= ALPHA * v
        found.append(theta)
    return np.array(found)


def trajectories():
    """Both algorithms on the same samples, the second with either lambda'."""
    noise = 0.4 * np.random.default_rng(5).standard_normal(UPDATES)
    first = first_run(noise, 1)
    printed, corrected = (second_run(noise, 1, (1 + sign * MU) * LAM) for sign in (1, -1))
    figure, axes = panels(height=3.8)
    times = np.arange(1, UPDATES + 2)
    axes.plot(times, first, color=GREY, lw=5, alpha=0.6, label="momentum on the loss gradient alone")
    axes.plot(times, printed, color=ORANGE, label="on both, λ′ = (μ + 1)λ as printed")
    axes.plot(times, corrected, "--", color=BLUE, label="on both, λ′ = (1 − μ)λ as corrected")
    axes.set(xlabel="t", ylabel="θᵗ", ylim=(-0.55, None))
    axes.legend(loc="lower right")
    return figure


def running_average():
    """The variance by its recurrence, and the limit."""
    figure, axes = panels()
    for n, colour in ((2, GREEN), (5, BLUE), (10, ORANGE)):
        variances = [0.0]
        for _ in range(40):
            variances.append((1 - 1 / n) ** 2 * variances[-1] + 1 / n**2)
        axes.plot(variances, ".-", color=colour, label=f"N = {n}")
        axes.axhline(1 / (2 * n - 1), color=colour, ls="--", lw=1)
    axes.set(xlabel="t", ylabel="variance / σₓ²", ylim=(0, None))
    axes.legend(loc="center right")
    return figure


GRADIENT = np.array([-0.9, -0.3, 0.2, 0.4, 1.1])


def quantiser():
    """The total variance over b and a + b, which must not lie inside of [m, M]."""
    m, M = GRADIENT.min(), GRADIENT.max()
    low, high = np.meshgrid(np.linspace(m - 1, m, 81), np.linspace(M, M + 1, 81))
    total = sum((g - low) * (high - g) for g in GRADIENT)
    figure, axes = panels(height=4)
    filled = axes.contourf(low, high, total, levels=14, cmap="viridis")
    figure.colorbar(filled, label="sum of the variances (gᵢ − b)(a + b − gᵢ)").outline.set_visible(False)
    i = np.unravel_index(total.argmin(), total.shape)
    axes.plot(low[i], high[i], "*", ms=16, color="#ff5a5f", clip_on=False, zorder=3)
    axes.annotate(
        f"least at b = {low[i]:.2g}, a + b = {high[i]:.2g}".replace("-", "−"), (low[i], high[i]), (-12, 12),
        textcoords="offset points", ha="right", color="white",
    )  # fmt: skip
    axes.set(xlabel="b, the value sent for 0", ylabel="a + b, the value sent for 1")
    axes.grid(visible=False)
    return figure


def langevin():
    """The first component of the experiment's chains, and the normal densities of both equations."""
    from derivations import _langevin_simulation as simulation
    from derivations.langevin_batch import page

    rng = np.random.default_rng(page.experiments[0].seed)
    settings = simulation.PAIRS[1]
    figure, both = panels(2, sharex=True, sharey=True)
    for axes, setting in zip(both, settings, strict=True):
        phi = simulation.simulate(rng, setting, chains=20_000)[:, 0]
        axes.hist(phi, bins=60, density=True, color=GREY, alpha=0.6, label="simulated")
        x = np.linspace(*np.array([-1, 1]) * 4.5 * phi.std(), 200)
        for dt, colour, style, name in (
            (0, ORANGE, "--", "Langevin, Δt → 0"),
            (setting.dt, BLUE, "-", "finite steps"),
        ):
            variance = simulation.expected(setting, dt)[0]
            density = np.exp(-(x**2) / (2 * variance)) / (2 * np.pi * variance) ** 0.5
            axes.plot(x, density, style, color=colour, label=name)
        axes.set(title=f"{setting.name} = {setting.dt:g}", xlabel="Φ₁")
    both[0].set_ylabel("density")
    both[0].legend()
    return figure
