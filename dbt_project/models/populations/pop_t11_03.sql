-- 诚信主题活动: two selections and five channels with evidence of the year.
{{ evidence_items('T11-03', 'year', part='i.item_group') }}
