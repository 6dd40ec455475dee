-- When the portal shows which version, and what that makes it do. All of it follows from days told, so that
-- the lists of a day are the same whenever they are asked for. What is told once appears, and goes when its
-- window ends; portal_turns has the others.
{%- set of_window %}
    w.content, w.record_id, w.version_no, w.record_key, w.unit, w.reference, w.subject_id, w.party_uscc,
    w.shown_name, w.is_person, w.is_disputed, w.starts_on, w.class, w.rule_version, w.minimum_until,
    w.withdrawn_on, w.feed_id, w.batch_id, w.source_sheet, w.source_row, w.received_on
{%- endset %}
with once as (
    select
        *,
        greatest(known_from, starts_on) as shown_from,
        least(known_to, ended_on) - 1 as shown_until
    from {{ ref('publication_windows') }}
    where is_only and withheld_because is null and (known_to is null or known_from < known_to)
)

select
    {{- of_window }},
    w.shown_from, w.shown_until,
    true as is_up,
    false as is_changed,
    w.shown_until is not null as is_down,
    false as is_again,
    case
        when w.ended_on is not null and (w.known_to is null or w.ended_on <= w.known_to) then w.ended_because
        else 'corrected'
    end as left_because
from once as w
where w.shown_until is null or w.shown_from <= w.shown_until
union all
select
    {{- of_window }},
    t.shown_from, t.shown_until, t.is_up, t.is_changed, t.is_down, t.is_again, t.left_because
from {{ ref('portal_turns') }} as t
inner join {{ ref('publication_windows') }} as w
    on t.content = w.content and t.record_id = w.record_id and t.version_no = w.version_no
where not w.is_only
