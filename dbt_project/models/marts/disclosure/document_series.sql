-- Series of document numbers, unit by unit, and whether a missing number in them says anything: too few
-- numbers, or too many missing, show nothing. Numbers without a year and a running part are listed as one
-- series.
with numbers as (
    select
        kind, unit, coalesce(series, '') as series, running_no,
        case when series is null then document_key end as unnumbered
    from {{ ref('decision_numbers') }}
    group by all
),

stepped as (
    select
        *,
        running_no - lag(running_no) over (partition by kind, unit, series order by running_no) - 1 as gap
    from numbers
),

counted as (
    select
        kind, unit, series,
        count(*) as known,
        min(running_no) as first_no,
        max(running_no) as last_no,
        cast(coalesce(sum(gap), 0) as bigint) as missing,
        coalesce(max(gap), 0) as longest_gap
    from stepped
    group by kind, unit, series
),

judged as (
    select
        *,
        case
            when series = '' then 'not_numbered'
            when known < {{ audit_rule('least_numbers') }} then 'too_short'
            when missing > (known + missing) * {{ audit_rule('greatest_missing_share') }}
                then 'not_consecutive'
            when longest_gap > {{ audit_rule('longest_gap') }} then 'another_range'
        end as unusable_reason
    from counted
)

select
    j.unit, j.kind, j.series, j.known, j.first_no, j.last_no, j.missing, j.longest_gap,
    j.unusable_reason is null as is_usable, j.unusable_reason, run.as_of_date
from judged as j
cross join {{ ref('stg_run') }} as run
