"""When what a row tells happened: which columns of a standard say so."""

from __future__ import annotations

from pydantic import Field

from ingest.declaration import Model, Name


class Happened(Model):
    """The days a row names, so that a row that arrives late can be told from a row about later life.

    A day that has passed is restated by what became known of it since: by rows whose ``day`` lies up to it. A
    record that was known that day is not restated by its own later life: by a row that names a day of
    ``then`` after it, or, where a state changes without a date (``is_state_undated``), by any later row. A
    record nobody knew that day counts with all it says; who reads it holds each day of ``then`` against the
    as-of date.
    """

    day: list[Name] = Field(
        min_length=1,
        description="dates, or months as 2026-10, which count from their first day; the first filled one",
    )
    then: list[Name] = Field(default_factory=list, description="days of what became of it, each of its own")
    is_state_undated: bool = Field(
        False, description="a column changes in the record's life, and no date says when"
    )

    @property
    def columns(self) -> set[str]:
        """Every column that is named."""
        return {*self.day, *self.then}
