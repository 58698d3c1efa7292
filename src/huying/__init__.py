"""呼应 Huying: closed-loop casework; docs/tour.md shows the way through the code."""

__version__ = "0.1.0"
