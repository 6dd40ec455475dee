-- 建立信用记录: the fields of society.
{{ fields_with_records('T09-01') }}
