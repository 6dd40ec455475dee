-- 分级分类监管: the fields of society.
{{ fields_graded('T09-04') }}
