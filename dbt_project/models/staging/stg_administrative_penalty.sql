-- generated from ingest/standards, do not edit: make generate
select
    party_name,
    party_category,
    party_uscc,
    party_registration_no,
    party_org_code,
    party_tax_no,
    party_institution_no,
    party_social_org_no,
    legal_representative,
    legal_rep_id_type,
    legal_rep_id,
    party_id_type,
    party_person_id,
    document_no,
    case_name,
    offence_type,
    facts,
    basis,
    penalty_types,
    content,
    coalesce(
        try_cast(fine as decimal(18, 4)), cast(fine as decimal(20, 4))
    ) as fine,
    coalesce(
        try_cast(confiscated as decimal(18, 4)), cast(confiscated as decimal(20, 4))
    ) as confiscated,
    licence_revoked,
    cast(decided_on as date) as decided_on,
    cast(valid_until as date) as valid_until,
    cast(publicity_until as date) as publicity_until,
    authority,
    authority_uscc,
    procedure,
    source_unit,
    source_unit_uscc,
    remark,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('administrative_penalty', 'accepted') }}
where received_on <= (select as_of_date from {{ landing_source('run') }})
