"""Read models from disk: the file that is given, and models it imports from beside it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from owj.kernel.dmn.decision_model import DecisionModel, compile_model
from owj.kernel.dmn.errors import ModelFileNotRead
from owj.kernel.dmn.linked import ResolveImport
from owj.kernel.dmn.model import Definitions, Import
from owj.kernel.dmn.read import read_definitions
from owj.kernel.errors import OwjError


def load_model(path: Path) -> DecisionModel:
    """Return the model of a file. Raises: ModelFileNotRead, XmlRefused, ModelRefused."""
    return compile_model(read_definitions(read_document(path)), models_beside(path))


def read_document(path: Path) -> bytes:
    """Return the bytes of a file. Raises: ModelFileNotRead."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelFileNotRead(file=str(path), reason=error.strerror or str(error)) from None


def models_beside(path: Path) -> ResolveImport:
    """Return how imports are led to models: by their file name or namespace, in one folder."""
    folder = path.parent

    @cache
    def models() -> dict[str, Definitions]:
        found: dict[str, Definitions] = {}
        for file in sorted(folder.glob("*.dmn")):
            if file.name != path.name:
                definitions = _readable(file)
                if definitions is not None:
                    found.setdefault(definitions.namespace, definitions)
        return found

    def resolve(imported: Import) -> Definitions | None:
        name = Path(imported.location_uri).name if imported.location_uri else ""
        named = _readable(folder / name) if name.endswith(".dmn") else None
        if named is not None and named.namespace == imported.namespace:
            return named
        return models().get(imported.namespace)

    return resolve


def _readable(path: Path) -> Definitions | None:
    """Return a model that only may be what is looked for; None when it cannot be read."""
    try:
        return read_definitions(read_document(path))
    except OwjError:
        return None
