"""How the clinic did in a period: a few figures, each with what it counts."""

from bookings.pages.figures.loading import load_figures
from bookings.pages.figures.questions import Question

__all__ = ["Question", "load_figures"]
