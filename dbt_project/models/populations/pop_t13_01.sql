-- 信用审查: every named scene, in where a rule demands the review and at least one was made in the quarter.
-- Beside it, each scene's decisions of the quarter: with and without a review.
with decisions as (
    select
        b.*, i.item, {{ unit_name('b.unit', 'n') }} as answering_unit,
        coalesce(b.credit_reviewed = '是', false) as is_reviewed
    from {{ ref('cur_approval_ledger') }} as b
    cross join {{ ref('run_periods') }} as p
    inner join {{ items('T13-01', groups=['scene']) }} as i
        on b.scene = i.item
    {{ join_unit('b.unit', 'n') }}
    where b.decided_on between p.quarter_start and p.as_of_date
),

-- the review that speaks for a scene: the newest
reviews as (
    select *
    from decisions
    where is_reviewed
    qualify row_number() over (partition by scene order by decided_on desc, record_id asc) = 1
)

{{ members(
    source=items('T13-01', groups=['scene']) ~ ' as i
    left join ' ~ newest_evidence('T13-01', kinds=['制度文件']) ~ ' as r on i.item = r.item
    left join reviews as d on i.item = d.item',
    unit='i.unit', item='i.item', record='d.record_id', lineage='d',
    numerator='r.item is not null and d.item is not null',
    reason="case
        when r.item is null and d.item is null then 'neither_rule_nor_review'
        when r.item is null then 'no_rule_document'
        when d.item is null then 'no_review_in_quarter'
        else 'rule_and_review'
    end"
) }}
union all
{{ members(
    source='decisions as d', unit='d.answering_unit', part='d.item', main='false', item='d.item',
    subject='d.subject_id', record='d.record_id', lineage='d', numerator='d.is_reviewed',
    reason="case
        when not d.is_reviewed then 'not_reviewed'
        when d.report_no is null then 'reviewed_without_report'
        else 'reviewed_with_report'
    end"
) }}
