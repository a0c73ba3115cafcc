"""Two small maximisers: Newton where the Hessian is exact, preconditioned BFGS elsewhere.

SciPy has both, but `scipy.optimize` costs a school's protocol half a second of import, and its
stopping rules look at the gradient. Here the rule is the Newton decrement: half of gᵀH⁻¹g is
how much log-likelihood is still to be won, so `tolerance` is in units of log-likelihood and a
parameter is then within sqrt(2·tolerance) standard errors of its maximum.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np

from objektiv.stats.responses import Floats

Result = TypeVar("Result")
TOLERANCE = 1e-10  # log-likelihood left to be won
MAX_HALVINGS = 40
LONGEST_STEP = 5.0  # of a parameter: flat directions have no business with longer ones
LEAST_INFORMATION = 1e-6  # a standard error of a thousand: the maximum is at infinity


class NotConverged(ArithmeticError):
    """The maximum was not reached: the data do not determine the parameters."""


def newton(
    evaluate: Callable[[Floats], tuple[float, Floats, Floats]],
    start: Floats,
    *,
    tolerance: float = TOLERANCE,
    iterations: int = 100,
) -> tuple[Floats, float, Floats]:
    """Maximise with exact derivatives; returns the point, the value and the Hessian there.

    `evaluate(x)` gives value, gradient (P,) and Hessian (P, P). Raises NotConverged.

    >>> point, value, _ = newton(lambda x: (-(x @ x), -2 * x, -2 * np.eye(2)), np.ones(2))
    >>> point.round(9).tolist()
    [0.0, 0.0]
    """
    x = np.array(start, dtype=float)
    evaluate = _quiet(evaluate)
    value, gradient, hessian = evaluate(x)
    for _ in range(iterations):
        step = _ascent(-hessian, gradient)
        if gradient @ step / 2 < tolerance:
            if len(x) and np.linalg.eigvalsh(-hessian)[0] < LEAST_INFORMATION:
                raise NotConverged("the data do not determine a parameter")
            return x, value, hessian
        size = 1.0
        for _ in range(MAX_HALVINGS):
            trial = evaluate(x + size * step)
            if np.isfinite(trial[0]) and trial[0] >= value - 1e-12 * abs(value):
                break
            size /= 2
        else:
            raise NotConverged("no ascent along the Newton direction")
        x = x + size * step
        value, gradient, hessian = trial
    raise NotConverged(f"no maximum after {iterations} Newton steps")


def bfgs(
    evaluate: Callable[[Floats], tuple[float, Floats]],
    start: Floats,
    inverse: Floats,
    *,
    tolerance: float = TOLERANCE,
    iterations: int = 500,
) -> tuple[Floats, float, Floats]:
    """Maximise with gradients only; `inverse` (P, P) starts the inverse of minus the Hessian.

    A start close to the inverse information makes ten steps do what a hundred would.
    Returns the point, the value and the last inverse. Raises NotConverged.
    Nocedal & Wright (2006), Numerical Optimization, §6.1, with backtracking.

    >>> point, *_ = bfgs(lambda x: (-(x @ x), -2 * x), np.ones(2), np.eye(2))
    >>> point.round(6).tolist()
    [0.0, 0.0]
    """
    x = np.array(start, dtype=float)
    H = np.array(inverse, dtype=float)
    evaluate = _quiet(evaluate)
    value, gradient = evaluate(x)
    for _ in range(iterations):
        step = H @ gradient
        slope = float(gradient @ step)
        if slope <= 0:
            H = np.array(inverse, dtype=float)
            step = H @ gradient
            slope = float(gradient @ step)
        if slope / 2 < tolerance:
            return x, value, H
        size = min(1.0, LONGEST_STEP / float(np.abs(step).max()))
        for _ in range(MAX_HALVINGS):
            new_value, new_gradient = evaluate(x + size * step)
            # Rounding of a sum over many pupils hides the last digits of an ascent.
            if np.isfinite(new_value) and new_value >= value + 1e-4 * size * slope - 1e-13 * abs(
                value
            ):
                break
            size /= 2
        else:
            return x, value, H  # at the limit of the arithmetic
        s, y = size * step, gradient - new_gradient
        x, value, gradient = x + s, new_value, new_gradient
        sy = float(s @ y)
        if sy > 1e-14:
            Hy = H @ y
            H += np.outer(s, s) * ((sy + y @ Hy) / sy**2) - (np.outer(Hy, s) + np.outer(s, Hy)) / sy
    raise NotConverged(f"no maximum after {iterations} quasi-Newton steps")


def _quiet(evaluate: Callable[[Floats], Result]) -> Callable[[Floats], Result]:
    """A step too long may overflow; its value is then not finite and the step is halved."""

    def quiet(x: Floats) -> Result:
        with np.errstate(all="ignore"):
            return evaluate(x)

    return quiet


def inverse(information: Floats) -> Floats:
    """Covariance from an information matrix; directions without information get none."""
    return np.asarray(np.linalg.pinv(information, hermitian=True), dtype=float)


def _ascent(information: Floats, gradient: Floats) -> Floats:
    """Newton step; with a ridge while the information is not positive definite."""
    ridge = 0.0
    scale = max(float(np.abs(np.diag(information)).max(initial=0.0)), 1e-8)
    for _ in range(30):
        try:
            factor = np.linalg.cholesky(information + ridge * np.eye(len(gradient)))
        except np.linalg.LinAlgError:
            ridge = max(ridge * 10, 1e-8 * scale)
            continue
        return np.linalg.solve(factor.T, np.linalg.solve(factor, gradient))
    raise NotConverged("the information matrix is not usable")
