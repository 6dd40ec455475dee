-- 不得硬性规定贷款投放规模: confirmed cases of the year, and who declared that there were none.
{{ case_count('T14-07') }}
