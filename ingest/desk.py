"""The commands of a clerk's desk: check a file before it is sent, and hold other programs against the rules.

They need neither server nor warehouse nor scheduler, so they are also built as one self-contained file
(``make checker``); ``siku`` has them among its own commands.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from ingest.catalogue import Catalogue, CatalogueError, load_catalogue

if TYPE_CHECKING:
    from quality.conformance import Vector

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # they print local variables, and those may hold personal numbers
    help="四库自查:报送前用与入库相同的规则检查文件 / the same verdicts before sending",
)
console = Console(highlight=False, soft_wrap=True, markup=False)
SHOWN = 3  # examples of a rule; the export has them all


def fail(message: object, code: int = 1) -> typer.Exit:
    """The exit of a command that could not do it; the message goes to the error stream, as it stands."""
    Console(stderr=True).print(str(message), style="red", highlight=False, soft_wrap=True, markup=False)
    return typer.Exit(code)


def _catalogue() -> Catalogue:
    try:
        return load_catalogue()
    except CatalogueError as error:
        raise fail(error, 2) from error


def _known(catalogue: Catalogue, standard: str) -> None:
    if standard not in catalogue.standards:
        there = ", ".join(catalogue.standards)
        raise fail(f"没有数据标准 / no standard {standard!r}; 有 / there are: {there}")


@app.command()
def check(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    standard: Annotated[str, typer.Option(help="数据标准名 / name of the data standard")],
    workbook: Annotated[
        Path | None,
        typer.Option(
            help="把有问题的行写成工作簿 / write the refused rows as a workbook, here", dir_okay=False
        ),
    ] = None,
) -> None:
    """报送前自查:同样的规则,不入库、不联网 / the same verdicts before sending; nothing is kept."""
    from ingest.checking import check_file  # noqa: PLC0415 - seconds of import, not for `siku --help`

    catalogue = _catalogue()
    _known(catalogue, standard)
    result = check_file(file, catalogue.standards[standard], workbook)
    for line in result.lines:
        console.print(line)
    if not result.clean:
        raise typer.Exit(1)


@app.command()
def conformance(
    rule: Annotated[
        str | None, typer.Option(help="代码种类或规则 / kind or rule: USCC, PERSON_ID, DATE, USCC-CHECK …")
    ] = None,
    pattern: Annotated[str | None, typer.Option(help="正则表达式,整值匹配 / a regular expression")] = None,
    program: Annotated[
        str | None, typer.Option(help="程序:每行读一个值,答 1 或 0 / reads a value a line, answers 1 or 0")
    ] = None,
    export: Annotated[
        Path | None, typer.Option(help="把向量写成 CSV 和 JSON / write the vectors here", file_okay=False)
    ] = None,
) -> None:
    """用本系统的正反例检验别的正则或程序 / hold another pattern or program against the rules' vectors."""
    from quality import conformance as pack  # noqa: PLC0415

    if export is not None:
        for path in pack.export(export):
            console.print(f"{path}: {len(pack.vectors())} 个值 / values")
        if rule is None and pattern is None and program is None:
            return
    if rule is None or (pattern is None) == (program is None):
        raise fail(
            "用 --rule,并给 --pattern 或 --program 之一 / --rule, and one of --pattern and --program", 2
        )
    try:
        asked = pack.chosen(rule)
        answers = (
            pack.answers_of_pattern(pattern, asked)
            if pattern is not None
            else pack.answers_of_program(str(program), asked)
        )
    except (LookupError, ValueError) as error:
        raise fail(error, 2) from error
    found = pack.compare(asked, answers)
    _tell("应接收 / must be taken", "误拒 / wrongly refused", found.accepts, found.wrongly_refused)
    _tell("应拒绝 / must be refused", "误收 / wrongly taken", found.rejects, found.wrongly_accepted)
    told = f"照收 / taken {found.repairs_taken} (不计 / not judged)"
    console.print(f"可修正的写法 / right after a repair {found.repairs}: {told}")
    if not found.conforms:
        raise typer.Exit(1)


def _tell(asked: str, wrong: str, count: int, vectors: list[Vector]) -> None:
    """One line of counts, then each rule broken with its clause and a few values."""
    share = f" ({len(vectors) / count:.1%})" if count else ""
    console.print(f"{asked} {count}: {wrong} {len(vectors)}{share}")
    rules: dict[str, list[Vector]] = {}
    for vector in vectors:
        rules.setdefault(vector.rule_id, []).append(vector)
    for rule_id, broken in sorted(rules.items(), key=lambda item: (-len(item[1]), item[0])):
        values = "、".join(repr(vector.value) for vector in broken[:SHOWN])
        name = f"{rule_id} [{broken[0].clause}]" if rule_id else "合法的值 / right as it stands"
        console.print(f"  {len(broken)} {name}: {values}{' …' if len(broken) > SHOWN else ''}")


@app.command()
def templates(
    standard: Annotated[
        str | None, typer.Argument(help="数据标准名;不写为全部 / name of a standard; default all")
    ] = None,
    to: Annotated[Path, typer.Option(help="写到这个目录 / into this folder", file_okay=False)] = Path(
        "templates"
    ),
) -> None:
    """写出导入模板:列名、下拉取值、填报说明 / import templates with selection lists and notes."""
    from ingest.templates.workbook import write_templates  # noqa: PLC0415

    catalogue = _catalogue()
    if standard is not None:
        _known(catalogue, standard)
    try:
        paths = write_templates(to, catalogue, [standard] if standard else list(catalogue.standards))
    except OSError as error:
        raise fail(f"写不进目录 / cannot write: {error}") from error
    for path in paths:
        console.print(f"{path}  {catalogue.standards[path.stem].title}")


@app.command()
def standards() -> None:
    """列出数据标准 / the data standards a file can be checked by."""
    for name, standard in _catalogue().standards.items():
        console.print(f"{name}  {standard.title}")


def main() -> None:
    """Entry point of the self-contained file."""
    app()
