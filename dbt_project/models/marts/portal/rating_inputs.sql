-- What a rating of a subject may count on the as-of date, by credit code: its states by content and class.
-- It reads the states that may be used and nothing else, so what was repaired leaves it in the same run.
select
    uscc, content, coalesce(class, '') as class,
    count(*) as states, min(since) as first_since, max(since) as last_since, as_of_date
from {{ ref('credit_states') }}
group by uscc, content, coalesce(class, ''), as_of_date
