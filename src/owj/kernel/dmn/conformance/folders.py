"""Run folders laid out as the kit has them: compliance-level-N/FOLDER/*.dmn, *-test-*.xml."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from owj.kernel.dmn.conformance.cases import CaseFile, read_cases
from owj.kernel.dmn.conformance.run import CaseResult, fail_cases, run_cases
from owj.kernel.dmn.errors import ModelFileNotRead
from owj.kernel.dmn.files import load_model, read_document
from owj.kernel.errors import OwjError
from owj.kernel.feel.running import Environment

LEVEL = "compliance-level-"


@dataclass(frozen=True, slots=True)
class FolderReport:
    """Hold the results of one folder. level: its number, or "" when it stands alone."""

    level: str
    folder: str
    results: tuple[CaseResult, ...]

    @property
    def passed(self) -> int:
        """Return how many results came as expected."""
        return sum(result.passed for result in self.results)

    @property
    def failed(self) -> int:
        """Return how many did not."""
        return len(self.results) - self.passed


def run_kit(root: Path, environment: Environment) -> Iterator[FolderReport]:
    """Yield a report for each folder: of the whole kit, of one level, or of one folder.

    Raises: ModelFileNotRead.
    """
    folders = list(_folders(root))
    if not folders:
        raise ModelFileNotRead(file=str(root), reason="there are no folders with .dmn files in it")
    for folder in folders:
        level = folder.parent.name
        number = level.removeprefix(LEVEL) if level.startswith(LEVEL) else ""
        yield FolderReport(number, folder.name, tuple(_run_folder(folder, environment)))


def _folders(root: Path) -> Iterator[Path]:
    if not root.is_dir():
        raise ModelFileNotRead(file=str(root), reason="there is no such folder")
    root = root.resolve()
    levels = sorted(root.glob(f"{LEVEL}*"))
    if levels:
        for level in levels:
            yield from _folders(level)
    elif any(root.glob("*.dmn")):
        yield root
    else:
        yield from (path for path in sorted(root.iterdir()) if any(path.glob("*.dmn")))


def _run_folder(folder: Path, environment: Environment) -> Iterator[CaseResult]:
    for path in sorted(folder.glob("*.xml")):
        try:
            file = read_cases(read_document(path))
        except OwjError as error:
            yield CaseResult(path.name, "", str(error))
            continue
        yield from _run_file(folder, file, environment)


def _run_file(folder: Path, file: CaseFile, environment: Environment) -> Iterator[CaseResult]:
    try:
        model = load_model(folder / Path(file.model_file).name)
    except OwjError as error:
        yield from fail_cases(file, str(error))
        return
    yield from run_cases(model, file, environment)
