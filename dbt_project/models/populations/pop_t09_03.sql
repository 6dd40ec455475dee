-- 红黑名单归集: the fields of society.
{{ fields_with_lists('T09-03') }}
