-- generated from ingest/standards, do not edit: make generate
select
    as_of_date,
    kind,
    edition,
    known_on,
    published_on,
    run_id,
    cause,
    is_withdrawn,
    indicator_id,
    unit_kind,
    unit,
    part,
    numerator,
    denominator,
    value,
    target_operator,
    target_value,
    target_basis,
    status,
    reason,
    detail,
    verdict
from {{ landing_source('indicator_history') }}
where
    as_of_date <= (select as_of_date from {{ landing_source('run') }})
    -- editions from before the second date knew what was received by their day
    and coalesce(known_on, as_of_date) <= (select known_on from {{ landing_source('run') }})
