-- 无严重失信社会事件, by the five fields.
{{ event_count('T06-05', domain='社会') }}
