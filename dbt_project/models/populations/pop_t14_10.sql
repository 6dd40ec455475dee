-- 金融风险应急处置机制: plan and duties in force, and a drill held in the year. A drill of last year is over.
{{ evidence_items('T14-10', groups=['mechanism'], kinds=['制度文件'], part='i.item_group') }}
union all
{{ evidence_items('T14-10', 'year', groups=['exercise'], kinds=['演练'], part='i.item_group') }}
