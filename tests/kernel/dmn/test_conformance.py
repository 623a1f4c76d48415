"""The shared cases of the DMN conformance kit, and what its runner takes for equal."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from owj.kernel.dmn.conformance.cases import ComponentsValue, ListValue, SimpleValue, read_cases
from owj.kernel.dmn.conformance.folders import FolderReport, run_kit
from owj.kernel.dmn.conformance.values import feel_value, matches
from owj.kernel.dmn.errors import ModelFileNotRead
from owj.kernel.errors import OwjError
from owj.kernel.feel import Environment, FeelValue

# It calls Java, which no expression of ours ever does.
NEEDS_JAVA = "0076-feel-external-java"
LEVEL_3_FLOOR = 0.995


@pytest.fixture(scope="module")
def reports(shared: Path) -> list[FolderReport]:
    """Return the outcome of all shared folders."""
    return list(run_kit(shared / "tck", Environment()))


def share(reports: list[FolderReport], level: str) -> float:
    """Return which part of a level's results came as expected."""
    counted = [one for one in reports if one.level == level and one.folder != NEEDS_JAVA]
    passed = sum(report.passed for report in counted)
    return passed / (passed + sum(report.failed for report in counted))


@pytest.mark.shared
def test_all_shared_results_of_level_2_come_as_expected(reports: list[FolderReport]) -> None:
    assert share(reports, "2") == 1


@pytest.mark.shared
def test_the_shared_results_of_level_3_hold_the_floor(reports: list[FolderReport]) -> None:
    assert share(reports, "3") >= LEVEL_3_FLOOR


@pytest.mark.shared
def test_no_shared_case_breaks_the_engine(reports: list[FolderReport]) -> None:
    broken = [
        f"{report.folder} {result.case}: {result.difference}"
        for report in reports
        for result in report.results
        if result.difference.startswith("broke by")
    ]
    assert broken == []


@pytest.mark.parametrize(
    ("expected", "got", "same"),
    [
        (Decimal("1.000000001"), Decimal(1), True),
        (Decimal("1.0001"), Decimal(1), False),
        (True, Decimal(1), False),
        (None, (), False),
        ((Decimal(1), None), (Decimal("1.0"), None), True),
        ((Decimal(1),), (Decimal(1), Decimal(2)), False),
        ({"a": "x"}, {"a": "x", "b": None}, False),
        ("1", Decimal(1), False),
    ],
)
def test_results_are_compared_as_the_kit_says(
    expected: FeelValue, got: FeelValue, same: bool
) -> None:
    assert matches(expected, got) is same


def test_values_of_test_files_become_values_of_feel() -> None:
    assert feel_value(SimpleValue("decimal", " 1.50 ")) == Decimal("1.5")
    assert feel_value(SimpleValue("string", " a ")) == " a "
    assert feel_value(SimpleValue("", None)) is None
    both = ListValue((ComponentsValue((("x", SimpleValue("boolean", "true")),)),))
    assert feel_value(both) == ({"x": True},)
    with pytest.raises(OwjError, match="expected a value of date, got soon"):
        feel_value(SimpleValue("date", "soon"))


def test_a_list_may_be_expected_to_be_null() -> None:
    nil = "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:nil='true'"
    drawn = "<testCases><testCase id='1'><resultNode name='d'><expected>{}</expected></resultNode>"
    for written, value in ((f"<list {nil}/>", None), ("<list/>", ())):
        (case,) = read_cases(f"{drawn.format(written)}</testCase></testCases>").cases
        assert feel_value(case.results[0].expected) == value


def test_a_file_that_is_no_test_file_is_refused() -> None:
    with pytest.raises(OwjError, match="expected <testCases>, got <a>"):
        read_cases("<a/>")


def test_a_folder_without_models_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(ModelFileNotRead):
            list(run_kit(folder, Environment()))


def test_a_model_that_cannot_be_read_fails_every_result_of_its_cases(tmp_path: Path) -> None:
    (tmp_path / "m.dmn").write_text("<a/>", encoding="utf-8")
    (tmp_path / "m-test-01.xml").write_text(
        "<testCases><modelName>m.dmn</modelName><testCase id='1'><resultNode name='d'>"
        "<expected><value/></expected></resultNode></testCase></testCases>",
        encoding="utf-8",
    )
    (report,) = run_kit(tmp_path, Environment())
    assert (report.passed, report.failed) == (0, 1)
    assert "expected <definitions>" in report.results[0].difference
