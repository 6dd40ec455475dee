-- 建立信用记录: the fields of commerce.
{{ fields_with_records('T08-01') }}
