select
    feed_id, title, department, standard, standard_short, standard_kind, cadence, due_day, mode,
    valid_from, valid_to, utility, connector
from {{ landing_source('feeds') }}
