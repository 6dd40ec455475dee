-- The index keeps only what was known on the as-of day: a row is not answered before its answer came.
select
    feed_id, batch_id, source_sheet, source_row, first_batch_id, first_sheet, first_row, rounds,
    sent_again_on, replaced_on, is_settled, answer_batch_id, answer_sheet, answer_row, answered_on
from {{ landing_source('answers') }}
