-- 防范和处置金融风险的职责: kinds of institution for which a document in force names who is responsible.
{{ evidence_items('T14-11', kinds=['制度文件']) }}
