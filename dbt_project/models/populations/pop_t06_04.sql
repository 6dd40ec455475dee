-- 无严重失信商务事件, by the twelve fields: a field that said nothing is not a field without events.
{{ event_count('T06-04', domain='商务') }}
