-- 不得限制资金在地区间正常流动: confirmed cases of the year, and who declared that there were none.
{{ case_count('T14-08') }}
