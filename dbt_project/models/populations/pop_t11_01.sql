-- 弘扬诚信价值文化: the four deliverables of the year, and how many of each.
{{ evidence_items('T11-01', 'year') }}
union all
{{ evidence_counts('T11-01', 'year') }}
