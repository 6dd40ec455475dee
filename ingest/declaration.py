"""Base of everything that is declared in YAML: catalogue objects and what they are made of."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

NAME = r"^[a-z][a-z0-9_]*$"  # ASCII: Chinese names make dbt test and Dagster asset names collide
Name = Annotated[str, Field(pattern=NAME, max_length=63)]


class Model(BaseModel):
    """Base of all catalogue objects: unknown fields are errors, objects are immutable."""

    model_config = ConfigDict(extra="forbid", frozen=True)
