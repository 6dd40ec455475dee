-- Every scorecard that was published, by as-of day and edition: the monthly edition stands as it was argued
-- about; what is scored anew is a new row with its cause.
{{ history_of(
    current=ref('scorecard'),
    frozen=ref('stg_scorecard_history'),
    keys=['unit', 'month', 'item'],
    figures=['points_possible', 'points', 'numerator', 'denominator', 'state', 'reason', 'excused', 'author'],
) }}
