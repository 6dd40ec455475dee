-- 分级分类监管: the fields of commerce.
{{ fields_graded('T08-04') }}
