-- 个人诚信分: persons with a valid score against the household population, both only as counts. A person counts
-- once, by the newest score, in the district that one names; whoever is registered in no district of the
-- city is shown and not counted. A member is a district's persons read from one delivery: never a person.
with counted as (
    select p.*
    from {{ ref('cur_household_population') }} as p
    cross join {{ ref('stg_run') }} as run
    where p.counted_on <= run.as_of_date
    qualify row_number() over (partition by p.district order by p.counted_on desc) = 1
),

-- a score of a newer model replaces the older one, also where it ends sooner; versions have no order of
-- their own (V10, V9), the days of scoring have
newest as (
    select s.district, s.valid_until, s.feed_id, s.batch_id, run.as_of_date
    from {{ ref('cur_personal_scores') }} as s
    cross join {{ ref('stg_run') }} as run
    where s.scored_on <= run.as_of_date
    qualify
        row_number() over (
            partition by s.person_id order by s.scored_on desc, s.received_at desc, s.record_id asc
        ) = 1
),

judged as (
    select
        n.district, n.feed_id, n.batch_id,
        case
            when n.valid_until < n.as_of_date then 'score_expired'
            when c.district is null then 'not_of_the_city'
            else 'valid_score'
        end as reason
    from newest as n
    left join counted as c
        on n.district = c.district
),

scored as (
    select
        district, feed_id, batch_id, reason, coalesce(district, '') || '/' || reason as item,
        count(*) as persons
    from judged
    group by district, feed_id, batch_id, reason
)

{{ members(
    source='counted as c', unit=lead_unit(), district='c.district', item='c.district', record='c.record_id',
    lineage='c', weight='c.population', numerator='false', reason="'household_population'"
) }}
union all
{{ members(
    source='scored as s', unit=lead_unit(), district='s.district', item='s.item', delivery='s',
    weight='s.persons', denominator='false', numerator="s.reason = 'valid_score'", reason='s.reason'
) }}
union all
-- the other reading of the table: held against those of age
{{ members(
    source='counted as c', unit=lead_unit(), district='c.district', part="'adults'", main='false',
    item='c.district', record='c.record_id', lineage='c', weight='c.adults', numerator='false',
    reason="'household_population'", where='c.adults is not null'
) }}
union all
{{ members(
    source='scored as s', unit=lead_unit(), district='s.district', part="'adults'", main='false',
    item='s.item', delivery='s', weight='s.persons', denominator='false', numerator='true',
    reason='s.reason', where="s.reason = 'valid_score'"
) }}
