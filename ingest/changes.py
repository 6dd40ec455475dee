"""How senders of a standard take back, dispute and correct what they sent before: which columns say so."""

from __future__ import annotations

from pydantic import Field, model_validator

from ingest.declaration import Model, Name


class Changes(Model):
    """The columns that say what became of a record since it was first sent, whatever a template calls them.

    A record is withdrawn by a row whose operation is one of ``deletes`` (it should never have been sent) or
    whose state is one of ``withdrawn`` (it was true and no longer holds); it stays in the archive. It is
    disputed by a state of ``disputed``. Every such row is a whole row: what is withdrawn is named by the key.
    """

    operation: Name | None = Field(None, description="the flag: inserted, updated, deleted")
    deletes: list[str] = Field(default_factory=list, description="its values that take the record back")
    state: Name | None = Field(None, description="the state of the record itself")
    withdrawn: list[str] = Field(default_factory=list, description="its values that end the record")
    disputed: list[str] = Field(default_factory=list, description="its values that mark it and keep it")
    changed_on: Name | None = Field(
        None, description="when the change happened; nothing: rows are ordered by when they were received"
    )
    reason: Name | None = Field(None, description="why")
    earlier: dict[Name, Name] = Field(
        default_factory=dict,
        description="text column of the key → the column that holds its value before a correction of the key",
    )

    @model_validator(mode="after")
    def _values_have_a_column(self) -> Changes:
        if bool(self.deletes) != bool(self.operation):
            raise ValueError("operation and deletes belong together")
        if bool(self.withdrawn or self.disputed) != bool(self.state):
            raise ValueError("state and withdrawn or disputed belong together")
        return self

    @property
    def columns(self) -> set[str]:
        """Every column that is named."""
        named = {self.operation, self.state, self.changed_on, self.reason}
        return {name for name in named if name} | set(self.earlier) | set(self.earlier.values())

    @property
    def coded(self) -> list[tuple[str, list[str]]]:
        """Columns of codes and the values that are looked for in them."""
        pairs = [(self.operation, self.deletes), (self.state, [*self.withdrawn, *self.disputed])]
        return [(name, values) for name, values in pairs if name]

    @property
    def unlike_content(self) -> set[str]:
        """Columns that say how a row was sent; rows that differ in nothing else are one version."""
        return {name for name in (self.operation, self.changed_on) if name}
