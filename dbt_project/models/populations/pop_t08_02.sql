-- 信用信息在门户公示: the fields of commerce.
{{ fields_published('T08-02') }}
