-- 无严重失信司法事件: courts, procuratorates, public security.
{{ event_count('T06-06', domain='司法') }}
