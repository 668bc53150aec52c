"""The functions of the language, by family; importing the package enters them all."""

from engine.feel.functions import contexts, conversion, dates, intervals, lists, logic, numeric, patterns, statistics, text

__all__ = ["contexts", "conversion", "dates", "intervals", "lists", "logic", "numeric", "patterns", "statistics", "text"]
