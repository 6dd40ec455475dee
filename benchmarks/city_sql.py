"""The SQL that `city.py` fills its batches with: every value follows from a row's number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

# Accepted and held rows and the findings of the batch in the table `written`.
FILES = {
    "accepted": "select * exclude (n) from written where row_state in ('accepted', 'repaired')",
    "held": "select * exclude (n) from written where row_state = 'question'",
    "questions": """select feed_id, batch_id, received_on, source_sheet, source_row,
        case when row_state = 'question' then 'valid_until' else 'content' end as "column",
        case when row_state = 'question' then 'DATE-ORDER' else 'TEXT-WIDTH' end as rule_id,
        case when row_state = 'question' then 'date' else 'text' end as rule_group,
        case when row_state = 'question' then 'question' else 'repair' end as severity,
        '第 ' || source_row || ' 行:请核对后重报' as message_zh,
        'row ' || source_row || ': check and send again' as message_en,
        cast(null as varchar) as raw_value, row_state as state
        from written where row_state <> 'accepted'""",
}
REGISTERS = {
    "enterprise_registration": """select i as n, name, uscc, registration_no,
        '有限责任公司' as enterprise_type, '李' || i as legal_representative, '2015-03-01' as registered_on,
        case when (i + {delivery}) % 40 = 0 then '注销' else '存续' end as status,
        '100000' as registered_capital, '盘锦市兴隆台区' || i || '号' as address,
        '盘锦市市场监管局' as registrar from firms""",
    "public_body_registration": """select i as n, name, uscc, '机关' as body_type,
        '王' || i as legal_representative, '2010-01-01' as registered_on, '存续' as status from bodies""",
    "social_organisation_registration": """select i as n, '盘锦市第' || i || '协会' as name,
        '53' || substr(uscc, 3) as uscc, '社会团体' as body_type, '2012-01-01' as registered_on,
        '存续' as status from bodies where i < 20""",
}
# Of a hundred parties eighty have a credit code, five an organisation code and a name, five a registration
# number; ten are natural persons.
PARTY = """
    case when mix < 90 then f.name else '张' || person end as party_name,
    case when mix < 90 then '法人及非法人组织' else '自然人' end as party_category,
    case when mix < 80 then f.uscc end as party_uscc,
    case when mix between 85 and 89 then f.registration_no end as party_registration_no,
    case when mix >= 90 then md5('person' || person) end as party_person_id"""
JOINED = """
    inner join firms as f on s.firm = f.i"""
Key = Sequence[str | list[str]]
PENALTY = """'销售超过保质期食品' as offence_type, '经查,当事人销售超过保质期食品' as facts,
    '《食品安全法》第一百二十四条' as basis, '罚款' as penalty_types,
    cast(seq % 500 as varchar) || '00' as fine,
    case when seq % 10 = 0 then '简易' else '一般' end as procedure"""
PERMIT = "'准予行政许可决定书' as document_name, '普通' as permit_category, '1' as record_state"


@dataclass(frozen=True)
class Part:
    """Rows of one feed in one month, or in one of the years before."""

    feed: int
    month: int  # of the plain history; the years before count down from 0
    size: int  # rows a month has
    numbers: range  # of these, the ones to send
    first: date  # of the month


def subjects(persons: int) -> Iterator[str]:
    """Tables of everybody the rows are about."""
    yield """create table firms as select i, uscc, org_code, '盘锦晟' || i || '商贸有限公司' as name,
        '2111000' || lpad(cast(i as varchar), 8, '0') as registration_no from firm_codes"""
    yield "create table bodies as select i, uscc, '盘锦市第' || i || '监督管理局' as name from body_codes"
    yield "set variable firms = (select count(*) from firms)"
    yield f"set variable persons = {persons}"


def rows(
    schema: Iterable[str], key: Key, source: str, filled: Iterable[str], constants: Mapping[str, str]
) -> str:
    """Make the table ``written``: the standard's columns as text, lineage, and the state of every row.

    The query ``source`` gives the ``filled`` columns, the row's number ``n`` and its ``row_state``.
    """
    filled = set(filled)
    parts = []
    for part in key:
        known = [name for name in ([part] if isinstance(part, str) else part) if name in filled]
        parts.append(f"coalesce({', '.join(known)}, '')" if known else "''")
    own = {name: f"'{value}'" for name, value in constants.items()}
    own |= {
        "record_key": f"concat_ws('|', {', '.join(parts)})",
        "row_state": "row_state" if "row_state" in filled else "'accepted'",
        "source_row": "cast(n + 2 as bigint)",
        "received_at": f"timestamp '{constants['received_at']}'",
        "received_on": f"date '{constants['received_on']}'",
    }
    own |= {name: f"cast({name} as varchar)" for name in schema if name in filled}
    columns = ", ".join(f"{own.get(name, 'cast(null as varchar)')} as {name}" for name in schema)
    return f"create or replace table written as select n, {columns} from ({source}) as s"


def _sequence(part: Part) -> str:
    """The rows, and the decision each is about: of fifty, one is a month old and sent again."""
    start = part.feed * 1_000_000_000 + 500_000_000  # years before have negative months
    now, before = start + part.month * part.size, start + (part.month - 1) * part.size
    return f"""(
        select i as n, seq, is_again, hash(seq + 1) % 100 as mix,
            cast(hash(seq) % getvariable('firms') as bigint) as firm,
            cast(hash(seq) % getvariable('persons') as bigint) as person
        from (
            select i, i % 50 = 7 and {part.month} > 0 as is_again,
                case when is_again then {before} + (i + 1) % {part.size} else {now} + i end as seq
            from range({part.numbers.start}, {part.numbers.stop}) as r(i)
        ) as numbered
    ) as s"""


def _number(seq: str) -> str:
    return f"'盘决字第' || {seq} || '号'"


def decisions(standard: str, part: Part) -> str:
    """Decisions: of 200 one is in question, of 50 one repaired; of those sent again half differ."""
    before = (part.first - timedelta(days=1)).replace(day=1)
    own = PENALTY if standard == "administrative_penalty" else PERMIT
    return f"""select s.n, {PARTY}, case when mix between 80 and 84 then f.org_code end as party_org_code,
        {_number("s.seq")} as document_no, {own},
        '准予或处罚内容' || (seq % 97)
            || case when is_again and n % 100 = 7 then '(更正)' else '' end as content,
        cast(case when is_again then date '{before}' else date '{part.first}' end
            + cast(hash(seq + 2) % 28 as integer) as varchar) as decided_on,
        b.name as authority, b.uscc as authority_uscc, b.name as source_unit, b.uscc as source_unit_uscc,
        case when n % 200 = 1 then 'question' when n % 50 = 2 then 'repaired' else 'accepted' end as row_state
        from {_sequence(part)} {JOINED}
        inner join bodies as b on b.i = {_body(part)}"""


def _body(part: Part) -> str:
    return f"s.seq % 10 * 20 + {part.feed}"


def publications(standards: Sequence[str], parts: Sequence[Part]) -> str:
    """What the portal published of these decisions: nine of ten, a few days later."""
    queries = [
        f"""select s.n + {part.feed} * cast({part.numbers.stop} as bigint) as n, '信用盘锦' as channel,
            '{"行政处罚" if standard == "administrative_penalty" else "行政许可"}' as content_kind,
            {_number("s.seq")} as reference_no, '盘锦市第' || ({_body(part)}) || '监督管理局' as unit,
            case when mix < 90 then f.name else '张' || person end as party_name,
            case when mix < 80 then f.uscc end as party_uscc,
            cast(date '{part.first}' + cast(hash(seq + 2) % 28 + hash(seq + 3) % 9 as integer) as varchar)
                as published_on
            from {_sequence(part)} {JOINED} where s.n % 10 <> 3 and not is_again"""
        for standard, part in zip(standards, parts, strict=True)
    ]
    return " union all ".join(queries)


def entries(standard: str, unit: str, part: Part) -> str:
    """List entries or commitments of one unit."""
    first, later = part.first, part.first + timedelta(days=300)
    own = f"""{_number("s.seq")} as entry_no, case when seq % 3 = 0 then '黑' else '红' end as colour,
        case when seq % 3 = 0 then '拖欠农民工工资黑名单' else '诚信企业红名单' end as list_type,
        '{first}' as listed_on, case when seq % 5 = 0 then '{later}' end as removed_on,
        case when seq % 5 = 0 then '到期' end as removal_kind"""
    if standard == "credit_commitments":
        own = f"""{_number("s.seq")} as commitment_no,
            case when seq % 2 = 0 then '主动' else '告知承诺' end as kind, '{first}' as made_on,
            case when seq % 9 = 0 then '未履约' else '履约' end as performance"""
    return f"select s.n, {PARTY}, '{unit}' as unit, {own} from {_sequence(part)} {JOINED}"


def scores(day: date) -> str:
    """One score for every person."""
    return f"""select i as n, md5('person' || i) as person_id,
        ['兴隆台区', '双台子区', '大洼区', '盘山县'][i % 4 + 1] as district,
        '2024.1' as model_version, '{day}' as scored_on, cast(600 + i % 300 as varchar) as score,
        '600' as base_points, cast(i % 300 as varchar) as honour_points, '0' as commitment_points
        from range(getvariable('persons')) as r(i)"""


def population(year: int) -> str:
    """Aggregates of the household register."""
    return f"""select n, district, '{year}-01-01' as counted_on, '350000' as population, '280000' as adults
        from (
            select unnest(range(4)) as n, unnest(['兴隆台区', '双台子区', '大洼区', '盘山县']) as district
        )"""
