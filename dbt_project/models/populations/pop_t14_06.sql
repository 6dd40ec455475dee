-- 不得诱导和干预金融机构日常经营: confirmed cases of the year, and who declared that there were none.
{{ case_count('T14-06') }}
