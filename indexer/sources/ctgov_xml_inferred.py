"""What the API states where the legacy XML only shows it, and what the XML says twice."""

from __future__ import annotations

from typing import Any

Object = dict[str, Any]

_LINK_TEXT = "Link to the current ClinicalTrials.gov record."
"""What stands in every document of XML."""


def complete(study: Object) -> None:
    """Add what follows to the study, and take out what only repeats something else."""
    protocol = study.setdefault("protocolSection", {})
    misc = study.setdefault("derivedSection", {}).setdefault("miscInfoModule", {})
    _drop_header(misc, protocol.get("identificationModule", {}).get("nctId", ""))
    _place_countries(misc.pop("locationCountries", []), protocol)
    if "resultsSection" in study:
        study["hasResults"] = True


def _drop_header(misc: Object, number: str) -> None:
    if misc.get("linkText") == _LINK_TEXT:
        del misc["linkText"]
    if number and str(misc.get("url", "")).endswith(f"/{number}"):
        del misc["url"]


def _place_countries(countries: list[str], protocol: Object) -> None:
    """Add the countries of which no place is stated as places."""
    places = protocol.setdefault("contactsLocationsModule", {}).setdefault("locations", [])
    known = {place.get("country") for place in places}
    places += [{"country": country} for country in countries if country not in known]
