"""Which columns a department's template has, and under which titles: printed, old ones, or codes."""

from __future__ import annotations

from collections.abc import Iterable

from ingest.catalogue import Standard

COLUMNS = {
    "enterprise_registration": (
        *("name", "uscc", "registration_no", "enterprise_type", "legal_representative", "registered_on"),
        *("status", "registered_capital", "business_scope", "address", "registrar"),
    ),
    "public_body_registration": (
        *("name", "uscc", "certificate_no", "body_type", "legal_representative", "registered_on"),
        *("address", "registrar"),
    ),
    "social_organisation_registration": (
        *("name", "uscc", "certificate_no", "body_type", "legal_representative", "registered_on"),
        *("status", "address", "registrar"),
    ),
    "a_grade_taxpayers": ("taxpayer_no", "name", "rating_year", "rated_by"),
    "judgment_debtors": (
        *("debtor_name", "debtor_category", "debtor_uscc", "debtor_org_code", "debtor_person_id", "case_no"),
        *("basis_document_no", "court", "filed_on", "published_on", "obligation", "performance", "conduct"),
    ),
    "utility_arrears": (
        *("account_no", "customer_name", "customer_category", "customer_uscc", "customer_person_id"),
        *("bill_month", "amount_owed", "due_on", "reminders"),
    ),
    "administrative_permit": (
        *("party_name", "party_category", "party_uscc", "party_registration_no", "party_org_code"),
        *("legal_representative", "party_id_type", "party_person_id", "document_name", "document_no"),
        *("permit_category", "certificate_name", "permit_no", "content", "decided_on", "valid_from_on"),
        *(
            "valid_until",
            "authority",
            "authority_uscc",
            "record_state",
            "source_unit",
            "source_unit_uscc",
            "remark",
        ),
    ),
    "administrative_penalty": (
        *("party_name", "party_category", "party_uscc", "party_registration_no", "party_org_code"),
        *(
            "legal_representative",
            "party_id_type",
            "party_person_id",
            "document_no",
            "case_name",
            "offence_type",
        ),
        *(
            "facts",
            "basis",
            "penalty_types",
            "content",
            "fine",
            "decided_on",
            "valid_until",
            "publicity_until",
        ),
        *("procedure", "authority", "authority_uscc", "source_unit", "source_unit_uscc", "remark"),
    ),
}


def columns_of(standard: Standard) -> tuple[str, ...]:
    """Columns of a department's template: all of the standard's, where nothing else is known."""
    return COLUMNS.get(standard.name, tuple(column.name for column in standard.columns))


def printed(standard: Standard, names: Iterable[str] = ()) -> dict[str, str]:
    """Column name → title as the newest template prints it."""
    return {name: standard.by_name[name].title for name in names or columns_of(standard)}


def coded(standard: Standard) -> dict[str, str]:
    """Column name → national field code where there is one."""
    return {name: standard.by_name[name].code or title for name, title in printed(standard).items()}


def outdated(standard: Standard) -> dict[str, str]:
    """Column name → an older title: the last synonym, the title where there is none."""
    titles, used = {}, set()
    for name, title in printed(standard).items():
        older = [synonym for synonym in standard.by_name[name].synonyms if synonym not in used]
        titles[name] = older[-1] if older else title
        used.add(titles[name])
    return titles
