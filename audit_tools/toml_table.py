"""One table of a TOML text, read by name and type."""

from __future__ import annotations

from difflib import get_close_matches

from .errors import ToolError


class Table:
    """One TOML table, read by name and type; made only when every key in it is known."""

    def __init__(self, data: object, noun: str, known: str) -> None:
        if not isinstance(data, dict):
            raise ToolError(f"The {noun} must be a table with the keys: {known.replace(' ', ', ')}.")
        for key in data:
            if key not in known.split():
                near = get_close_matches(key, known.split(), n=1)
                instead = f"Did you mean “{near[0]}”?" if near else f"The {noun} may have: {known.replace(' ', ', ')}."
                raise ToolError(f"The {noun} has an unknown key “{key[:80]}”. {instead}")
        self._data: dict[str, object] = data
        self._noun = noun

    def text(self, key: str, default: str | None = None) -> str:
        value = self._value(key, default)
        if not isinstance(value, str):
            raise ToolError(f"“{key}” of the {self._noun} must be words in quotation marks.")
        return value.strip()

    def number(self, key: str, default: int | None = None) -> int:
        value = self._value(key, default)
        if not isinstance(value, int) or isinstance(value, bool):
            raise ToolError(f"“{key}” of the {self._noun} must be a whole number without quotation marks.")
        return value

    def flag(self, key: str) -> bool:
        value = self._value(key, False)
        if not isinstance(value, bool):
            raise ToolError(f"“{key}” of the {self._noun} must be true or false, without quotation marks.")
        return value

    def items(self, key: str, *, may_lack: bool = False) -> list[object]:
        value = self._value(key, [] if may_lack else None)
        if not isinstance(value, list):
            raise ToolError(f"“{key}” of the {self._noun} must be a list.")
        return value

    def texts(self, key: str) -> list[str]:
        value = self.items(key, may_lack=True)
        texts = [item.strip() for item in value if isinstance(item, str)]
        if len(texts) < len(value):
            raise ToolError(f"“{key}” of the {self._noun} must be a list of words in quotation marks.")
        return texts

    def by_key(self, key: str) -> dict[str, str]:
        value = self._value(key, {})
        if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
            raise ToolError(f"“{key}” of the {self._noun} must be a table of words in quotation marks.")
        return {name: item.strip() for name, item in value.items()}

    def numbers_by_key(self, key: str) -> dict[str, int]:
        value = self._value(key, {})
        if not isinstance(value, dict) or not all(type(item) is int for item in value.values()):
            raise ToolError(f"“{key}” of the {self._noun} must be a table of whole numbers.")
        return value

    def __contains__(self, key: str) -> bool:
        return key in self._data

    def table(self, key: str, noun: str, known: str) -> Table:
        return Table(self._value(key, None), noun, known)

    def _value(self, key: str, default: object) -> object:
        value = self._data.get(key, default)
        if value is None:
            raise ToolError(f"The {self._noun} has no “{key}”. Add it.")
        return value
