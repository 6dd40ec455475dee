-- 诚信建设万里行: the named activities with evidence dated in the year.
{{ evidence_items('T06-01', 'year') }}
