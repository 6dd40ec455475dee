-- 红黑名单归集: the fields of commerce.
{{ fields_with_lists('T08-03') }}
