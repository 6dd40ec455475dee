-- Every subject in exactly one of the four libraries: each row has one of the four names (one row per
-- subject is tested beside the model), and the four counts add up to the subjects.
with counted as (
    select
        count(*) as subjects,
        count(*) filter (where library = 'ent') as ent,
        count(*) filter (where library = 'org') as org,
        count(*) filter (where library = 'gov') as gov,
        count(*) filter (where library = 'per') as per
    from {{ ref('subjects') }}
)

select * from counted
where ent + org + gov + per <> subjects
