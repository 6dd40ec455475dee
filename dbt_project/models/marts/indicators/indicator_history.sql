-- Every figure that was published, by as-of day and edition: a restatement is a new row with its cause. What
-- a figure is compared with (base, forecast) is not part of it: that follows from the rows here.
{{ history_of(
    current=ref('indicator_values'),
    frozen=ref('stg_indicator_history'),
    keys=['indicator_id', 'unit_kind', 'unit', 'part'],
    figures=[
        'numerator', 'denominator', 'value', 'target_operator', 'target_value', 'target_basis', 'status',
        'reason', 'detail', 'verdict',
    ],
    causes=ref('stg_edition_causes'),
    daily="c.unit_kind = 'city' and c.is_main",
) }}
