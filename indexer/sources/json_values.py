"""JSON as values, with all that it states: numbers as written, keys that are stated twice, and what is not quite JSON.

Standard: RFC 8259. Sound text is read by msgspec; what it refuses, or would not read in full, is read by :mod:`json`.
"""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec

from indexer.sources.decoding import decode as decode_text


class Number(str):
    """A number as written."""

    __slots__ = ()


class NoJson(ValueError):
    """The text is no JSON, with the reason in one line."""


_FAST = msgspec.json.Decoder(float_hook=Number).decode
_ENCODE = msgspec.json.Encoder(enc_hook=str).encode
_COLON = b"\\u003"
"""How a colon in a string may be written that does not stand there as itself."""
_HALF = re.compile("[\ud800-\udfff]")
_REPLACEMENT = "\ufffd"
_MOST = 2_000_000
"""Values, empty lists as well, that one text may have: each takes some hundred bytes in memory."""
_DIGITS = 300
"""Up to so many an integer is read as one."""


def require_few(data: bytes) -> None:
    """See that the text has no more values than may be held.

    Raises:
        NoJson: if it has.
    """
    if len(data) > _MOST and data.count(b",") + data.count(b"[") + data.count(b"{") > _MOST:
        raise NoJson(f"more than {_MOST:,} values")


def sound(data: bytes) -> Any:
    """The value of sound JSON; None: it is not, or nothing but null."""
    try:
        return _FAST(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def decode(data: bytes, known: Any = None) -> tuple[Any, tuple[str, ...]]:
    """The value, and what had to be mended, in a line each.

    Floats, and integers of any length, come as written (:class:`Number`), others as ``int``. Of a key that an
    object states twice the last value counts; the others stand beside it, under the key with a number.

    Args:
        data: the text.
        known: what :func:`sound` says of it; None: it was not asked.

    Raises:
        NoJson: if it cannot be read, is nested too deeply, or has millions of values, which would fill the memory.
    """
    require_few(data)
    try:
        value = _FAST(data) if known is None else known
        if _states_no_key_twice(data, value):
            return value, ()
        fault = None
    except RecursionError as error:
        raise NoJson("nested too deeply") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        fault = str(error)
    return _Mending(fault).decode(data)


def _states_no_key_twice(data: bytes, value: Any) -> bool:
    """Whether the value has all keys of the text: as many colons, of which both have the same within strings."""
    return _COLON not in data and data.count(b":") == _ENCODE(value).count(b":")


class _Mending:
    """Reads what is not quite JSON, or states a key twice."""

    def __init__(self, fault: str | None) -> None:
        self._fault = fault
        self._twice: dict[str, None] = {}
        self._halves = 0

    def decode(self, data: bytes) -> tuple[Any, tuple[str, ...]]:
        text, foreign = decode_text(data)
        decoder = json.JSONDecoder(object_pairs_hook=self._object, parse_float=Number, parse_int=_integer,
                                   parse_constant=Number, strict=False)
        try:
            value = self._whole(decoder.decode(text))
        except RecursionError as error:
            raise NoJson("nested too deeply") from error
        except ValueError as error:
            raise NoJson(f"no JSON: {error}") from error
        doubts = [f"“{key[:40]}” is stated twice; the last value counts, the others are kept" for key in self._twice]
        if foreign:
            doubts.append(f"{foreign:,} bytes are no UTF-8 and were read as Windows-1252")
        if self._halves:
            doubts.append(f"{self._halves:,} characters are halves of a surrogate pair and cannot be told")
        if self._fault and not doubts and "out of range" not in self._fault:
            doubts.append(f"not quite JSON: {self._fault}")
        return value, tuple(doubts)

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) == len(pairs):
            return found
        last = {key: place for place, (key, _) in enumerate(pairs)}
        times = dict.fromkeys(found, 1)
        for place, (key, value) in enumerate(pairs):
            if place != last[key]:
                self._twice[key] = None
                while (other := f"{key} ({times[key]})") in found:
                    times[key] += 1
                found[other] = value
        return found

    def _whole(self, value: Any) -> Any:
        """The value, without halves of surrogate pairs."""
        if isinstance(value, dict):
            return {self._whole(key): self._whole(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self._whole(each) for each in value]
        if type(value) is not str:
            return value
        whole, count = _HALF.subn(_REPLACEMENT, value)
        self._halves += count
        return whole


def _integer(digits: str) -> int | Number:
    return int(digits) if len(digits) <= _DIGITS else Number(digits)
