-- generated from ingest/standards, do not edit: make generate
select
    person_id,
    district,
    model_version,
    try_cast(scored_on as date) as scored_on,
    try_cast(score as bigint) as score,
    try_cast(base_points as bigint) as base_points,
    try_cast(honour_points as bigint) as honour_points,
    try_cast(commitment_points as bigint) as commitment_points,
    try_cast(valid_until as date) as valid_until,
    extra,
    record_key,
    row_state,
    source_sheet,
    source_row,
    feed_id,
    batch_id,
    received_at,
    received_on
from {{ landing_source('personal_scores', 'held') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
