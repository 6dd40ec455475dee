-- Words the data use that stand in no list: to be put into the list, or asked about. Nothing is guessed.
with unknown as (
    select
        u.*,
        count(*) over (partition by u.vocabulary, u.word) as row_count
    from {{ ref('words_used') }} as u
    left join {{ ref('vocabulary_words') }} as v
        on u.vocabulary = v.vocabulary and u.word = v.word
    where u.word is not null and v.word is null
    -- one row as the example, always the same one
    qualify
        row_number() over (
            partition by u.vocabulary, u.word
            order by u.feed_id, u.batch_id, u.source_sheet nulls first, u.source_row
        ) = 1
)

select
    u.vocabulary, u.word, u.row_count, u.standard, u.feed_id, b.source_uri, u.batch_id, u.source_sheet,
    u.source_row, run.as_of_date
from unknown as u
cross join {{ ref('stg_run') }} as run
inner join {{ ref('stg_batches') }} as b
    on u.feed_id = b.feed_id and u.batch_id = b.batch_id
