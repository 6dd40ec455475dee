-- Of records told more than once: when the portal shows which version, from the day it is known and its
-- window has begun, until the day before it ends or the next version is known. Days that follow each other
-- are one stay: its first day stands in the up-list, the day after its last in the down-list, a new wording
-- between them is a correction. Nearly every record is told once and never compared: portal_showings.
with in_turn as (
    select
        *,
        lead(ended_because) over each_record as next_ended_because,
        lead(withheld_because) over each_record as next_withheld_because
    from {{ ref('publication_windows') }}
    -- what a version of the same day overtook was never the newest at the end of a day
    where not is_only and (known_to is null or known_from < known_to)
    window each_record as (partition by content, record_id order by known_from, version_no)
),

shown as (
    select
        content, record_id, version_no, said,
        greatest(known_from, starts_on) as shown_from,
        least(known_to, ended_on) - 1 as shown_until,
        case
            when ended_on is not null and (known_to is null or ended_on <= known_to) then ended_because
            when next_withheld_because is not null then next_withheld_because
            when next_ended_because in ('removed', 'repaired', 'revoked') then next_ended_because
            else 'corrected'
        end as left_because
    from in_turn
    where withheld_because is null
),

ordered as (
    select
        *,
        lag(shown_until) over each_record as shown_before_until,
        lag(said) over each_record as said_before,
        lead(shown_from) over each_record as shown_next_from
    from shown
    where shown_until is null or shown_from <= shown_until
    window each_record as (partition by content, record_id order by shown_from)
)

select
    content, record_id, version_no, shown_from, shown_until,
    -- the portal has it from here on, and no more from the day after its last
    shown_before_until is null or shown_before_until + 1 < shown_from as is_up,
    coalesce(shown_before_until + 1 = shown_from and said_before <> said, false) as is_changed,
    shown_until is not null and (shown_next_from is null or shown_until + 1 < shown_next_from) as is_down,
    shown_before_until is not null as is_again,
    left_because
from ordered
