-- generated from ingest/standards, do not edit: make generate
select
    feed_id,
    batch_id,
    received_on,
    source_sheet,
    source_row,
    {{ adapter.quote('column') }},
    rule_id,
    rule_group,
    severity,
    message_zh,
    message_en,
    raw_value,
    state
from {{ landing_source('a_grade_taxpayers', 'questions') }}
where received_on <= (select as_of_date from {{ landing_source('run') }})
union all
select
    feed_id,
    batch_id,
    received_on,
    source_sheet,
    source_row,
    {{ adapter.quote('column') }},
    rule_id,
    rule_group,
    severity,
    message_zh,
    message_en,
    raw_value,
    state
from {{ landing_source('administrative_penalty', 'questions') }}
where received_on <= (select as_of_date from {{ landing_source('run') }})
union all
select
    feed_id,
    batch_id,
    received_on,
    source_sheet,
    source_row,
    {{ adapter.quote('column') }},
    rule_id,
    rule_group,
    severity,
    message_zh,
    message_en,
    raw_value,
    state
from {{ landing_source('administrative_permit', 'questions') }}
where received_on <= (select as_of_date from {{ landing_source('run') }})
union all
select
    feed_id,
    batch_id,
    received_on,
    source_sheet,
    source_row,
    {{ adapter.quote('column') }},
    rule_id,
    rule_group,
    severity,
    message_zh,
    message_en,
    raw_value,
    state
from {{ landing_source('enterprise_registration', 'questions') }}
where received_on <= (select as_of_date from {{ landing_source('run') }})
union all
select
    feed_id,
    batch_id,
    received_on,
    source_sheet,
    source_row,
    {{ adapter.quote('column') }},
    rule_id,
    rule_group,
    severity,
    message_zh,
    message_en,
    raw_value,
    state
from {{ landing_source('judgment_debtors', 'questions') }}
where received_on <= (select as_of_date from {{ landing_source('run') }})
union all
select
    feed_id,
    batch_id,
    received_on,
    source_sheet,
    source_row,
    {{ adapter.quote('column') }},
    rule_id,
    rule_group,
    severity,
    message_zh,
    message_en,
    raw_value,
    state
from {{ landing_source('public_body_registration', 'questions') }}
where received_on <= (select as_of_date from {{ landing_source('run') }})
union all
select
    feed_id,
    batch_id,
    received_on,
    source_sheet,
    source_row,
    {{ adapter.quote('column') }},
    rule_id,
    rule_group,
    severity,
    message_zh,
    message_en,
    raw_value,
    state
from {{ landing_source('social_organisation_registration', 'questions') }}
where received_on <= (select as_of_date from {{ landing_source('run') }})
union all
select
    feed_id,
    batch_id,
    received_on,
    source_sheet,
    source_row,
    {{ adapter.quote('column') }},
    rule_id,
    rule_group,
    severity,
    message_zh,
    message_en,
    raw_value,
    state
from {{ landing_source('utility_arrears', 'questions') }}
where received_on <= (select as_of_date from {{ landing_source('run') }})
