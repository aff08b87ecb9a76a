"""Registration numbers, CAS numbers and their like: recognised in text, and in one canonical form.

Sources: the WHO International Clinical Trials Registry Platform's list of primary registries and
data providers; CAS Registry check digit: the sum of the digits, each times its place counted from
the right of the check digit, modulo 10.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_SEPARATOR = r"[\s\-\u2010\u2011/]?"
_BETWEEN_DIGITS = r"[ \-\u2010\u2011]?"

_REGISTRATIONS: tuple[tuple[str, str], ...] = (
    ("NCT", r"NCT{s}(\d(?:{d}\d){{7}})"),
    ("ISRCTN", r"ISRCTN{s}(\d(?:{d}\d){{7}})"),
    ("ACTRN", r"ACTRN{s}(\d(?:{d}\d){{13}})"),
    ("DRKS", r"DRKS{s}(\d(?:{d}\d){{7}})"),
    ("KCT", r"KCT{s}(\d{{7}})"),
    ("TCTR", r"TCTR{s}(\d{{8,11}})"),
    ("RPCEC", r"RPCEC{s}(\d{{8}})"),
    ("PACTR", r"PACTR{s}(\d{{12,16}})"),
    ("IRCT", r"IRCT{s}(\d{{6,20}}N\d{{1,4}})"),
    ("LBCTR", r"LBCTR{s}(\d{{6,12}})"),
    ("ChiCTR", r"ChiCTR{s}((?:[A-Z]{{2,5}}{s})?\d{{8,10}})"),
    ("ITMCTR", r"ITMCTR{s}(\d{{8,12}})"),
    ("HKUCTR-", r"HKUCTR{s}(\d{{1,6}})"),
    ("jRCT", r"(?:JPRN{s})?jRCT{s}(s?\d{{9,11}})"),
    ("JPRN-UMIN", r"(?:JPRN{s})?UMIN{s}(\d{{9}})"),
    ("JPRN-JapicCTI-", r"(?:JPRN{s})?JapicCTI{s}(\d{{6}})"),
    ("JPRN-JMA-IIA", r"(?:JPRN{s})?JMA{s}IIA(\d{{5}})"),
    ("RBR-", r"RBR{s}([0-9a-z]{{5,10}})"),
    ("NL-OMON", r"NL{s}OMON{s}(\d{{1,6}})"),
    ("NTR", r"NTR{s}(\d{{1,5}})"),
    ("CTIS", r"CTIS{s}(\d{{4}}-\d{{6}}-\d{{2}}(?:-\d{{2}})?)"),
    ("EUCTR", r"(?:EUCTR|EudraCT){s}(\d{{4}}-\d{{6}}-\d{{2}}(?:-[A-Z]{{2}}|-3rd)?)"),
    ("CTRI/", r"CTRI{s}(\d{{4}}/\d{{2,3}}/\d{{6}})"),
    ("SLCTR/", r"SLCTR{s}(\d{{4}}/\d{{3}})"),
    ("PER-", r"PER{s}(\d{{3}}-\d{{2}})"),
    ("", r"(\d{{4}}-\d{{6}}-\d{{2}}(?:-\d{{2}})?)"),
)
_PLAIN_DIGITS = ("NCT", "ISRCTN", "ACTRN", "DRKS")
"""Registries whose numbers may be written in groups."""
_REGISTRATION = re.compile(
    r"(?<![^\W_])(?:"
    + "|".join(f"(?P<r{n}>{pattern.format(s=_SEPARATOR, d=_BETWEEN_DIGITS)})"
               for n, (_, pattern) in enumerate(_REGISTRATIONS))
    + r")(?![^\W_])",
    re.IGNORECASE,
)
_COMPACT_PREFIXES = tuple((prefix.replace("-", "").replace("/", "").lower(), "(\\d" in pattern)
                          for prefix, pattern in _REGISTRATIONS if prefix)
_SHORTEST_CAS = 5
_CAS = re.compile(r"(?<![^\W_])(?<!-)(\d{2,7})[\s\-\u2010\u2011](\d{2})[\s\-\u2010\u2011](\d)(?![^\W_])(?!-)")
_NAMES = tuple(sorted({name.lower() for _, pattern in _REGISTRATIONS
                       for name in re.findall("[A-Za-z]{2,}", re.split(r"\((?!\?)", pattern)[0])}))
"""With which registration numbers begin, lower case."""
_BARE = re.compile(r"(?<![^\W_])(?=\d{4}-\d{6}-\d{2})")
_EUDRACT = re.compile(r"\d{4}-\d{6}-\d{2}")
_DIGIT = re.compile(r"\d")
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
_UNIIS = re.compile(r"[A-Z0-9]{10}(?:\+[A-Z0-9]{10})+")


def combined_uniis(id: str) -> tuple[str, ...]:
    """The UNIIs of which the id of a drug of several substances is made; of other ids none."""
    return tuple(id.split("+")) if _UNIIS.fullmatch(id) else ()


def compact(text: str) -> str:
    """An identifier without case, hyphens and spaces: the form in which it is looked up."""
    return _NOT_ALPHANUMERIC.sub("", text).casefold()


def may_begin(text: str) -> bool:
    """Whether the compact form of an identifier that :func:`find` recognises may begin so."""
    if text.isdigit():
        return True
    return any(prefix.startswith(text) or (text.startswith(prefix) and (text[len(prefix)].isdigit() or not numeric))
               for prefix, numeric in _COMPACT_PREFIXES)


def may_be(text: str) -> bool:
    """Whether the compact form of an identifier that :func:`find` recognises may be this."""
    return _DIGIT.search(text) is not None and (len(text) >= _SHORTEST_CAS if text.isdigit() else may_begin(text))


def registration_number(text: str) -> str | None:
    """The registration number that ``text`` is, in its registry's form and upper case; None if it is none."""
    match = _REGISTRATION.fullmatch(text.strip())
    return None if match is None else _canonical(match)


def is_cas_number(text: str) -> bool:
    """Whether ``text`` has the form ``1134-47-0`` and its check digit is right."""
    match = _CAS.fullmatch(text.strip())
    return match is not None and _check_digit(match) == int(match[3])


def find(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, compact form) of the identifiers in ``text``, in code points, ascending.

    Registration numbers come whatever their case, hyphens and spaces; CAS numbers where the check
    digit is right. A EudraCT number is its digits alone, since prefix and country are often left out.
    """
    if _DIGIT.search(text) is None:
        return
    found = [(*match.span(), _look_up_form(match)) for match in _registrations(text)]
    found += [(*match.span(), compact(match[0])) for match in _CAS.finditer(text)
              if _check_digit(match) == int(match[3])]
    found.sort()
    end = 0
    for item in found:
        if item[0] >= end:
            yield item
            end = item[1]


def _registrations(text: str) -> Iterator[re.Match[str]]:
    """The matches of all forms of registration numbers, looked for only where a registry's name or a number stands."""
    if not text.isascii():
        yield from _REGISTRATION.finditer(text)
        return
    lower, end = text.lower(), 0
    starts = {match.start() for match in _BARE.finditer(text)}
    for name in _NAMES:
        if name in lower:
            starts.update(_places(name, lower))
    for start in sorted(starts):
        if start >= end and (match := _REGISTRATION.match(text, start)) is not None:
            yield match
            end = match.end()


def _places(name: str, text: str) -> Iterator[int]:
    at = text.find(name)
    while at >= 0:
        yield at
        at = text.find(name, at + 1)


def _look_up_form(match: re.Match[str]) -> str:
    eudract = _EUDRACT.search(match[0])
    return compact(eudract[0] if eudract else _canonical(match))


def _canonical(match: re.Match[str]) -> str:
    group = match.lastgroup
    # Named alternatives enclose one numbered group, which stands right after its own.
    assert group is not None
    index = match.re.groupindex[group]
    prefix, _ = _REGISTRATIONS[int(group[1:])]
    number = match[index + 1]
    if prefix in _PLAIN_DIGITS:
        number = "".join(filter(str.isdigit, number))
    return (prefix + re.sub(r"[\s\u2010\u2011]", "", number)).upper()


def _check_digit(match: re.Match[str]) -> int:
    digits = (match[1] + match[2])[::-1]
    return sum(place * int(digit) for place, digit in enumerate(digits, 1)) % 10
