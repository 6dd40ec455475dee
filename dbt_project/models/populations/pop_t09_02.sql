-- 信用信息在门户公示: the fields of society.
{{ fields_published('T09-02') }}
