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
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
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
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
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
from {{ landing_source('approval_ledger', 'questions') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
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
from {{ landing_source('arrears_and_agreements', 'questions') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
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
from {{ landing_source('bank_statistics', 'questions') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
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
from {{ landing_source('civil_servant_files', 'questions') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
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
from {{ landing_source('code_corrections', 'questions') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
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
from {{ landing_source('court_cases', 'questions') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
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
from {{ landing_source('credit_agencies', 'questions') }}
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
from {{ landing_source('credit_budgets', 'questions') }}
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
from {{ landing_source('credit_commitments', 'questions') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
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
from {{ landing_source('credit_events', 'questions') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
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
from {{ landing_source('credit_repairs', 'questions') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
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
from {{ landing_source('credit_reports', 'questions') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
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
from {{ landing_source('customs_certifications', 'questions') }}
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
from {{ landing_source('decision_revocations', 'questions') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
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
from {{ landing_source('department_sites', 'questions') }}
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
from {{ landing_source('disclosure_checks', 'questions') }}
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
from {{ landing_source('disclosure_monthly_reports', 'questions') }}
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
from {{ landing_source('enforcement_ledger', 'questions') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
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
from {{ landing_source('enterprise_officers', 'questions') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
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
from {{ landing_source('evidence', 'questions') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
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
from {{ landing_source('evidence_reviews', 'questions') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
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
from {{ landing_source('fundraising_cases', 'questions') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
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
from {{ landing_source('graded_supervision', 'questions') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
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
from {{ landing_source('household_population', 'questions') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
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
from {{ landing_source('interface_heartbeats', 'questions') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
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
from {{ landing_source('joint_cases', 'questions') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
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
from {{ landing_source('joint_interface_log', 'questions') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
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
from {{ landing_source('judicial_institutions', 'questions') }}
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
from {{ landing_source('judicial_practitioners', 'questions') }}
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
from {{ landing_source('liaison_officers', 'questions') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
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
from {{ landing_source('list_entries', 'questions') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
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
from {{ landing_source('manual_points', 'questions') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
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
from {{ landing_source('media_cases', 'questions') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
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
from {{ landing_source('national_evaluations', 'questions') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
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
from {{ landing_source('national_lists', 'questions') }}
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
from {{ landing_source('personal_scores', 'questions') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
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
from {{ landing_source('portal_publications', 'questions') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
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
from {{ landing_source('question_decisions', 'questions') }}
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
from {{ landing_source('repair_trainings', 'questions') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
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
from {{ landing_source('score_appeals', 'questions') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
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
from {{ landing_source('service_halls', 'questions') }}
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
from {{ landing_source('service_items', 'questions') }}
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
from {{ landing_source('service_uses', 'questions') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
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
from {{ landing_source('upper_receipts', 'questions') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
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
from {{ landing_source('zero_reports', 'questions') }}
where received_on <= (select as_of_date from {{ landing_source('run') }}) or {{ is_late() }}
