"""Which real file is delivered to which feed of the small catalogue, and a refresh of all of them.

The files lie beside the project in ``../shared/real`` and are copied into the inbox of a data root only.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
REAL = PROJECT.parent / "shared" / "real"
CATALOGUE = PROJECT / "tests" / "real" / "catalogue"
SIKU = Path(sys.executable).with_name("siku")
# The files have no day of receipt of their own: all are dropped on one day, weeks before the as-of day.
RECEIVED = datetime.fromisoformat("2026-10-12T09:00:00+08:00")
AS_OF = "2026-10-31"

PANJIN = "register_liaoning/panjin_enterprises_1978_2001.csv"
TAX_LIST = "tax_A_class_2018/heilongjiang_gbk.csv"
TEMPLATES = {
    "real_template_field_spec": "udatech_双公示_field_spec.csv",
    "real_template_good_record": "zhejiang_good_record_import.xlsx",
    "real_template_judicial_freeze": "zhejiang_judicial_freeze_import.xlsx",
    "real_template_monthly_report": "suzhou_双公示月报表统计模板.xls",
    "real_template_other_licence": "zhejiang_other_licence_import.xlsx",
    "real_template_other_punish": "zhejiang_other_punish_import.xls",
    "real_template_penalty": "zhejiang_xzcf_template.xls",
    "real_template_permit": "zhejiang_xzxk_template.xls",
    "real_template_powers": "行政权力目录模板.xlsx",
    "real_template_review_list": "法人信用审查名单.xlsx",
}
DROPS = {
    "real_panjin_enterprises": PANJIN,
    # another sender of the same register codes: neither may disturb the other
    "real_panjin_second_source": PANJIN,
    "real_two_provinces": "register_national/sample_shaanxi_inner_mongolia.csv",
    "real_public_bodies": "public_bodies_small/public_body_codes_seen_in_code.csv",
    "real_tax_as_found": TAX_LIST,
    "real_tax_declared": TAX_LIST,
    "real_spot_check_xlsx": "zhejiang_spotcheck/check01_true_xlsx.xlsx",
    "real_spot_check_xml": "zhejiang_spotcheck/check01_spreadsheetml_named_xlsx.xlsx",
    **{feed: f"templates/{name}" for feed, name in TEMPLATES.items()},
}


def fill_inbox(real: Path, root: Path) -> None:
    """Copy every file to the inbox of its feed; the same file twice is the same delivery."""
    for feed, name in DROPS.items():
        target = root / "inbox" / feed / Path(name).name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(real / name, target)
        os.utime(target, (RECEIVED.timestamp(), RECEIVED.timestamp()))


def refresh(root: Path, *, show: bool = False) -> subprocess.CompletedProcess[str]:
    """Run the command a user would type, with the small catalogue beside the built-in one.

    Args:
        root: the data root.
        show: let a person watch; otherwise what it prints is returned.
    """
    settings = {
        "SIKU_DATA": str(root),
        "SIKU_AS_OF": AS_OF,
        "SIKU_CATALOGUE": str(CATALOGUE),
        "DAGSTER_HOME": str(root / "dagster"),
    }
    return subprocess.run(
        [str(SIKU), "refresh"],
        env={**os.environ, **settings},
        stdout=None if show else subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
