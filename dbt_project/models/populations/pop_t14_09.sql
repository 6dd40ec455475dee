-- 地方金融监管职责分工: the rule document in force, and one that names who supervises what.
{{ evidence_items('T14-09', kinds=['制度文件']) }}
