-- 重大区域金融风险: confirmed major events of the year by kind of risk; contained is a judgement that stands in the
-- record, and nobody's silence makes an event contained.
{{ members(
    source=ref('city_events') ~ ' as e cross join ' ~ ref('run_periods') ~ ' as p',
    unit='e.unit', part='e.field', record='e.record_id', lineage='e',
    numerator='not coalesce(e.is_contained, false)',
    reason="case
        when e.is_contained then 'contained'
        when e.is_contained is null then 'containment_not_judged'
        else 'not_contained'
    end",
    where="e.domain = '金融风险' and e.is_major and e.is_confirmed
    and e.occurred_on >= p.year_start and e.occurred_on <= p.as_of_date"
) }}
