"""A data standard as it is declared: its columns, key, party, rules and templates. One YAML file each."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, model_validator

from ingest.changes import Changes
from ingest.declaration import Model, Name
from ingest.happened import Happened

if TYPE_CHECKING:
    from quality.contract import Contract


class Audience(StrEnum):
    """Who may see a column, widest first; each audience also sees what the wider ones see."""

    public = "public"
    shared = "shared"
    restricted = "restricted"


ColumnType = Literal[
    "text", "code", "date", "amount", "integer",
    "uscc", "org_code", "registration_no", "person_id", "tax_no", "subject_code",
]  # fmt: skip


class Condition(Model):
    """True where ``column`` holds one of ``values`` (canonical ones, after code lists are applied)."""

    column: Name
    values: list[str] = Field(min_length=1)


class Column(Model):
    """One column of a data standard."""

    name: Name
    title: str = Field(description="the Chinese title, as the newest template prints it")
    code: str | None = Field(None, description="the national field code, e.g. CF_WSH")
    synonyms: list[str] = Field(default_factory=list, description="other titles and older codes")
    description: str = ""
    type: ColumnType = "text"
    required: bool = Field(False, description="a row without it is not accepted")
    required_if: Condition | None = None
    checked_if: Condition | None = Field(None, description="the type is judged only there")
    in_template: bool | None = Field(None, description="the file must have the column; default: required")
    max_length: int | None = Field(None, gt=0)
    codes: dict[str, list[str]] = Field(default_factory=dict, description="allowed value → spellings met")
    other_prefix: str | None = Field(None, description="free values allowed when they start with this")
    separator: str | None = Field(None, description="several codes may be joined by it")
    unit: Literal["yuan", "wan_yuan", "points"] | None = None
    usual: tuple[float, float] | None = Field(
        default=None, description="least and most usual amount in yuan: tells what a bare number counts"
    )
    open_end: bool = Field(False, description="2099-12-31 and the like mean: no end")
    not_after_receipt: bool = Field(False, description="a date after the day of receipt is wrong")
    publish: Audience | None = Field(None, description="widest audience; nothing: never leaves landing")

    @model_validator(mode="after")
    def _parameters_fit_type(self) -> Column:
        wants = {"codes": "code", "other_prefix": "code", "separator": "code", "unit": "amount"}
        wants |= {"usual": "amount", "open_end": "date", "not_after_receipt": "date"}
        for field, column_type in wants.items():
            if getattr(self, field) and self.type != column_type:
                raise ValueError(f"{field} is allowed for type {column_type} only, this is {self.type}")
        if self.type == "code" and not self.codes:
            raise ValueError("a column of type code needs codes")
        if self.type == "amount" and self.unit is None:
            raise ValueError("an amount needs a unit: yuan, wan_yuan or points")
        if self.type == "person_id" and self.publish not in (None, Audience.restricted):
            raise ValueError("a personal number is never published beyond restricted (law 9)")
        return self

    @property
    def titles(self) -> tuple[str, ...]:
        """Every header text that means this column."""
        return tuple(dict.fromkeys([self.title, *([self.code] if self.code else []), *self.synonyms]))

    @property
    def must_be_in_file(self) -> bool:
        """Whether a file that lacks the column is stopped."""
        return self.required if self.in_template is None else self.in_template

    @property
    def is_declared_by_feed(self) -> bool:
        """Whether no file holds the column although no row is without it: each feed declares its value."""
        return self.required and self.in_template is False and self.type == "code"


class Order(Model):
    """Cross-field rule: ``earlier`` must not lie after ``later``."""

    rule: Literal["order"]
    earlier: Name
    later: Name


class OneOf(Model):
    """Cross-field rule: at least one of ``columns`` must be filled."""

    rule: Literal["one_of"]
    columns: list[Name] = Field(min_length=2)


class SecondAttribute(Model):
    """What must agree beside the name before a row without a number may be matched: never by name alone."""

    column: Name
    against: Literal["legal_representative", "old_number"] = Field(
        description="the attribute of the registers it is compared with"
    )


class OfAge(Model):
    """When a natural person is of age: landing says it of each row, because the number itself is not kept."""

    years: int = Field(description="民法典第十七条: who has not completed them is a minor")
    day: Name = Field(description="the day that counts, a date of the standard")


class Party(Model):
    """Who a row is about: which columns name the subject, whatever the standard calls them."""

    name: Name | None = None
    uscc: Name | None = None
    org_code: Name | None = None
    registration_no: Name | None = None
    tax_no: Name | None = None
    person_id: Name | None = None
    person_if: Condition | None = Field(
        None, description="where the party is a natural person; a sole trader's number makes no person"
    )
    second_attribute: SecondAttribute | None = None
    of_age: OfAge | None = Field(None, description="of standards whose records may be made public by name")

    @property
    def columns(self) -> set[str]:
        """Every column the party is read from."""
        named = {self.name, self.uscc, self.org_code, self.registration_no, self.tax_no, self.person_id}
        named |= {self.person_if.column} if self.person_if else set()
        named |= {self.second_attribute.column} if self.second_attribute else set()
        named |= {self.of_age.day} if self.of_age else set()
        return {name for name in named if name}


class Register(Model):
    """What a register's own columns are called."""

    old_number: Name = Field(description="the number a subject had before its code")
    type: Name = Field(description="the column that says what kind of subject it is")
    head: Name = Field("legal_representative", description="who stands for the subject")
    library: Literal["ent", "org", "gov"] = Field(description="the library of a subject without a code")
    library_of_type: dict[str, Literal["ent", "org", "gov"]] = Field(
        default_factory=dict, description="kinds that belong to another library"
    )
    located: list[Name] = Field(
        default_factory=list, description="columns whose words say where the subject is, e.g. its registrar"
    )


class Template(Model):
    """One generation of the template, where its titles mean something else in another generation."""

    name: str = Field(description="as messages show it, e.g. its year")
    titles: dict[str, Name] = Field(description="title → column, for titles that are no column's own")
    units: dict[Name, Literal["yuan", "wan_yuan"]] = Field(
        default_factory=dict, description="what a bare number under such a title counts"
    )
    only: list[str] = Field(default_factory=list, description="titles that no other generation has")


CrossRule = Annotated[Order | OneOf, Field(discriminator="rule")]


class Standard(Model):
    """A data standard: columns, key, rules. Source of the contract and of everything derived from it."""

    name: Name
    short: str = Field(description="the short name of the task table's feeds column, e.g. cf")
    title: str
    description: str
    source: str = Field(description="the text or template the standard is built from")
    kind: Literal["register", "decision", "record", "list"]
    key: list[Name | list[Name]] = Field(
        min_length=1, description="a record's identity; an inner list means: the first that is filled"
    )
    party: Party | None = Field(None, description="who a record is about; none: about no subject")
    columns_of_register: Register | None = Field(
        None, description="what a register's own columns are called; none: it is no register"
    )
    changes: Changes | None = Field(None, description="how rows are taken back, disputed and corrected")
    happened: Happened | None = Field(
        None, description="when what a row tells happened; none: a row tells a state, that of the day it came"
    )
    columns: list[Column] = Field(min_length=1)
    rules: list[CrossRule] = Field(default_factory=list)
    templates: list[Template] = Field(
        default_factory=list, description="generations whose titles mean different things, oldest first"
    )
    sample_rows: list[list[str]] = Field(
        default_factory=list, description="values that together mark a template's sample row"
    )

    @model_validator(mode="after")
    def _names_agree(self) -> Standard:
        names = [column.name for column in self.columns]
        if doubled := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"columns declared twice: {doubled}")
        used = {name for part in self.key for name in ([part] if isinstance(part, str) else part)}
        for cross in self.rules:
            used |= {cross.earlier, cross.later} if isinstance(cross, Order) else set(cross.columns)
        for column in self.columns:
            used |= {c.column for c in (column.required_if, column.checked_if) if c}
        used |= self.party.columns if self.party else set()
        used |= self.changes.columns if self.changes else set()
        used |= self.happened.columns if self.happened else set()
        register = self.columns_of_register
        if (register is None) == (self.kind == "register"):
            raise ValueError("kind register, and no other, has columns_of_register")
        used |= {register.old_number, register.type, register.head, *register.located} if register else set()
        for template in self.templates:
            used |= {*template.titles.values(), *template.units}
        if unknown := sorted(used - set(names)):
            raise ValueError(f"key or rules name unknown columns {unknown}; allowed: {names}")
        return self

    @model_validator(mode="after")
    def _age_can_be_told(self) -> Standard:
        party = self.party
        age = party.of_age if party else None
        if party and age and (not party.person_id or self.by_name[age.day].type != "date"):
            raise ValueError(f"party: of_age needs person_id, and {age.day} to be a date")
        return self

    @model_validator(mode="after")
    def _changes_hold(self) -> Standard:
        for name, values in self.changes.coded if self.changes else []:
            allowed = self.by_name[name].codes
            if unknown := sorted(set(values) - set(allowed)):
                raise ValueError(f"changes: {name} has no value {unknown}; allowed: {sorted(allowed)}")
        parts = {part for part in self.key if isinstance(part, str)}
        if self.changes and (wrong := sorted(set(self.changes.earlier) - parts)):
            raise ValueError(f"changes: earlier: {wrong} are no parts of the key; allowed: {sorted(parts)}")
        return self

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """Columns by name."""
        return {column.name: column for column in self.columns}

    @cached_property
    def contract(self) -> Contract:
        """What its rows are judged by; made once, hundreds of small files are judged by it."""
        from quality.contract import Contract  # noqa: PLC0415 - seconds of import, not for reading the catalogue

        return Contract(self.columns, self.rules, self.key)
