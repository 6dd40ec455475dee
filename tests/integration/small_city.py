"""A city of a dozen subjects whose every figure can be counted by hand; comments say what rows are for."""

from __future__ import annotations

from pathlib import Path

from tests.integration.landing_files import Landing, Row

AS_OF = "2026-10-31"
BUREAU = "11211100AAAAAAAAA1"


def code(pair: str, body: str) -> str:
    """Eighteen characters with a body that can be told apart; the warehouse does not judge check digits."""
    return f"{pair}211100{body * 9}1"


ALPHA, BETA, GAMMA = code("91", "B"), code("91", "C"), code("91", "D")
TRADER, COOPERATIVE = code("92", "E"), code("93", "F")


def enterprise(name: str, **more: object) -> Row:
    """A company from before the reform, in operation."""
    company = {"enterprise_type": "有限责任公司(自然人独资)", "registered_on": "2010-06-01", "status": "存续"}
    return {"name": name, **company, **more}


def decision(number: str, decided_on: str, **more: object) -> Row:
    """A decision of 甲局 about ALPHA."""
    about = {"party_name": "阿尔法", "party_category": "法人及非法人组织", "party_uscc": ALPHA}
    by = {"authority": "甲局", "authority_uscc": BUREAU}
    return {"document_no": number, "decided_on": decided_on, **about, **by, **more}


def small_city(root: Path) -> Landing:
    """The city's landing, not yet written."""
    city = Landing(root)
    city.deliver(
        "market_regulation_enterprises",
        "2026-09-05",
        [
            enterprise("阿尔法旧名", uscc=ALPHA),
            enterprise("贝塔", uscc=BETA),  # gone in October
            enterprise("无码", registration_no="211100000000017"),
        ],
    )
    city.deliver(
        "market_regulation_enterprises",
        "2026-10-05",
        [
            enterprise("阿尔法", uscc=ALPHA),
            enterprise("无码", registration_no="211100000000017"),
            enterprise("伽马", uscc=GAMMA, registered_on="2015-10-01"),  # the day of the reform
            enterprise("抄码", uscc=GAMMA, registered_on="2016-01-01"),  # same code, second row
            enterprise("商户", uscc=TRADER, enterprise_type="个体工商户"),
            enterprise("合作社", uscc=COOPERATIVE, enterprise_type="农民专业合作社"),
            enterprise("注销了", uscc=code("91", "G"), status="注销"),
            enterprise("错码", uscc="9121110", row_state="question", finding=("wrong_code", "uscc")),
            enterprise("没日期", uscc=code("91", "H"), registered_on=None, row_state="question"),
            enterprise("阿尔法", uscc=ALPHA, row_state="duplicate"),
            enterprise(
                "怪类型", uscc=code("91", "J"), enterprise_type="海星养殖联合体", registered_on="2020-01-01"
            ),
        ],
    )
    # a later stopped file and a file of a header alone leave the register as it was
    city.deliver("market_regulation_enterprises", "2026-10-20", [], state="stopped")
    city.deliver("market_regulation_enterprises", "2026-10-21", [])
    city.deliver(
        "establishment_office_bodies",
        "2026-10-05",
        [
            {"name": "甲局", "uscc": BUREAU, "body_type": "机关", "registered_on": "1990-01-01"},
            {
                "name": "乙站",
                "certificate_no": "事证1",
                "body_type": "事业单位",
                "registered_on": "1990-01-01",
            },
        ],
    )
    city.deliver(
        "civil_affairs_social_organisations",
        "2026-10-06",
        [{"name": "协会", "uscc": code("51", "K"), "body_type": "社会团体", "registered_on": "2012-01-01"}],
    )
    # younger than the reform: a code, but no code to convert
    firm = {
        "name": "律所",
        "uscc": code("31", "M"),
        "institution_kind": "律师事务所",
        "registered_on": "2016-05-01",
    }
    city.deliver("justice_bureau_institutions", "2026-10-05", [firm])
    _decisions(city)
    city.deliver(
        "tax_bureau_a_grade", "2025-05-05", [{"taxpayer_no": GAMMA, "name": "伽马", "rating_year": "2024"}]
    )
    city.deliver(
        "tax_bureau_a_grade",
        "2026-05-05",
        [
            {"taxpayer_no": ALPHA, "name": "阿尔法", "rating_year": "2025"},
            {"taxpayer_no": TRADER, "name": "商户", "rating_year": "2025"},
            {
                "taxpayer_no": code("91", "L"),
                "name": "外地",
                "rating_year": "2025",
            },  # no such subject: unmatched
        ],
    )
    city.deliver("court_judgment_debtors", "2026-10-05", [], nil_return=True)
    return city


def _decisions(city: Landing) -> None:
    city.deliver(
        "approval_bureau_permits",
        "2026-10-12",
        [
            decision("许1", "2026-09-30"),  # due 10-15: on time
            decision("许2", "2026-09-18"),  # due 09-29: late, and not due in October
            # a wrong party code: held, due 10-15, overdue until it is put right
            decision(
                "许3",
                "2026-09-30",
                party_uscc="91",
                row_state="question",
                finding=("wrong_code", "party_uscc"),
            ),
            # without a day there is no decision to wait for
            decision("许4", "2026-13-45", row_state="rejected"),
        ],
    )
    city.deliver(
        "approval_bureau_permits",
        "2026-10-26",
        [
            decision("许1", "2026-09-30", content="更正"),  # a correction makes nothing late
            decision("许5", "2026-10-26"),  # due 11-04: not yet
        ],
    )
    city.deliver(
        "market_regulation_penalties",
        "2026-10-20",
        [
            decision("罚1", "2026-10-09"),  # due 10-19: late by a day
            decision("罚2", "2026-10-10", procedure="简易"),
            decision("罚3", "2026-09-30", authority="乙局"),  # due 10-15: late
            decision(
                "罚4",
                "2026-10-12",  # due 10-21: on time
                party_name="张三",
                party_category="自然人",
                party_uscc=None,
                party_person_id="hash-of-zhang",
            ),
        ],
    )
    # the permit held in October, put right after the as-of date
    city.deliver("approval_bureau_permits", "2026-11-02", [decision("许3", "2026-09-30")])
