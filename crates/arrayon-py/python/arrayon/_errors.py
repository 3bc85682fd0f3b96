"""What goes wrong, as exceptions: their kinds are those of the exit codes of the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class StudyWarning(UserWarning):
    """What a reader should know before believing the numbers."""


class ArrayonError(Exception):
    """Something that cannot be used, with its place and how to mend it.

    Attributes that do not apply are ``None``.
    """

    #: ``usage``, ``input``, ``data``, ``output``, ``gate``, ``memory`` or ``internal``.
    kind: str
    #: The exit code with which the command line ends.
    exit_code: int
    #: What is wrong, in one line, as the command line says it.
    message: str
    #: How to mend it; empty where there is nothing to add.
    hint: str
    #: The file; data from memory are called ``<python>/samples.csv`` and the like.
    file: str | None
    #: The line in it, from 1; of a table the header is line 1.
    line: int | None
    #: The column of a table, by its name.
    column: str | None
    #: The byte in it, from 0.
    byte: int | None
    #: The setting.
    key: str | None
    #: What was found.
    found: str | None
    #: What was expected.
    expected: str | None
    #: All that is wrong, each by itself; of a single fault, the exception alone.
    errors: tuple[ArrayonError, ...]

    def __init__(self, message: str, **parts: Any) -> None:
        super().__init__(message)
        self.message = message
        self.kind = str(parts.get("kind", "data"))
        self.exit_code = int(parts.get("exit_code", 3))
        self.hint = str(parts.get("hint", ""))
        for name in ("file", "line", "column", "byte", "key", "found", "expected"):
            setattr(self, name, parts.get(name))
        self.errors = (self,)

    def __str__(self) -> str:
        if len(self.errors) > 1:
            return "\n".join(str(error) for error in self.errors)
        return f"{self.message}\nhint: {self.hint}" if self.hint else self.message


class SettingError(ArrayonError, ValueError):
    """An argument has a value that it cannot have (exit code 2)."""


class InputError(ArrayonError, ValueError):
    """A file, or data in place of one, cannot be used (exit code 3)."""


class DataError(ArrayonError, ValueError):
    """Data that were read cannot be analysed (exit code 3)."""


class OutputError(ArrayonError, OSError):
    """Results cannot be written (exit code 3)."""


class GateError(ArrayonError):
    """Results are written and do not meet the rules of the study's gate (exit code 4)."""


class OutOfMemoryError(ArrayonError, MemoryError):
    """There is not enough memory (exit code 5)."""


class InternalError(ArrayonError):
    """A bug in arrayon (exit code 5)."""


_OF_KIND: dict[str, type[ArrayonError]] = {
    "usage": SettingError,
    "input": InputError,
    "data": DataError,
    "output": OutputError,
    "gate": GateError,
    "memory": OutOfMemoryError,
    "internal": InternalError,
}

for _public in (StudyWarning, ArrayonError, *_OF_KIND.values()):
    # as people import them
    _public.__module__ = "arrayon"


def of_parts(parts: Sequence[Mapping[str, Any]]) -> ArrayonError:
    """The exception of faults that the compiled part found."""
    errors = tuple(_OF_KIND[str(one["kind"])](**one) for one in parts)
    if len(errors) == 1:
        return errors[0]
    kinds = {type(error) for error in errors}
    kind = kinds.pop() if len(kinds) == 1 else ArrayonError
    message = "; ".join(error.message for error in errors)
    together = kind(message, kind=errors[0].kind, exit_code=errors[0].exit_code)
    together.errors = errors
    return together
