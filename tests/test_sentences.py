"""Short press sentences that carry their own coding.

In ``sentences/*.yaml`` the expected result stands inside the sentence: ``‹who|Le ministre› ‹cue|a
salué› ‹what|un accord›.`` Marks may nest. A number ties marks to one of several statements
(``‹what2|…›``), a list to all of them (``‹who1,2|Elle›``); two ``what`` marks of one number are two
segments. A sentence without marks holds no statement.

Beside the sentence (``s``) may stand ``kind``, ``speakers`` and ``modality``, one value or one for each
number. The kind follows from the quotation marks where none is given; the modality is asserted.
``known`` names the cause of a failure that is not yet mended: the test then has to fail, and tells when
it no longer does.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import pandas as pd
import pytest
import yaml

FOLDER = Path(__file__).parent / "sentences"
FILES = sorted(FOLDER.glob("*.yaml"))
#: No more than this share of the sentences may be known to fail.
RATION = 0.35

_TAG = re.compile(r"‹(who|cue|what)([\d,]*)\|")


@dataclass
class Coded:
    """The expected statement of one number."""

    what: list[tuple[int, int]] = field(default_factory=list)
    who: list[tuple[int, int]] = field(default_factory=list)
    cue: list[tuple[int, int]] = field(default_factory=list)


def parse_markup(marked: str) -> tuple[str, dict[int, Coded]]:
    """Return the sentence without its markup and, by number, the places that were marked."""
    text, stack, coded = "", [], defaultdict(Coded)
    at = 0
    while at < len(marked):
        tag = _TAG.match(marked, at)
        if tag:
            numbers = [int(n) for n in tag.group(2).split(",") if n] or [1]
            stack.append((tag.group(1), numbers, len(text)))
            at = tag.end()
        elif marked[at] == "›":
            if not stack:
                raise ValueError(f"'›' closes nothing in: {marked}")
            role, numbers, start = stack.pop()
            for number in numbers:
                getattr(coded[number], role).append((start, len(text)))
            at += 1
        elif marked[at] == "‹":
            raise ValueError(f"'‹' without who, cue or what in: {marked}")
        else:
            text += marked[at]
            at += 1
    if stack:
        raise ValueError(f"a mark is not closed in: {marked}")
    return text, dict(sorted(coded.items()))


def kind_of(text: str, segments: list[tuple[int, int]]) -> str:
    """Return the kind that well-formed quotation marks give to the segments."""
    inside, straight = [], 0
    for c in text:
        step = (c in "«“„") - (c in "»”")
        if c == '"':
            straight ^= 1
            step = 1 if straight else -1
        inside.append(step + (inside[-1] if inside else 0))
    if all(min(inside[s:e]) > 0 for s, e in segments):
        return "direct"
    return "mixed" if any(max(inside[s:e]) > 0 for s, e in segments) else "indirect"


def _by_number(value: object, number: int) -> object:
    return value.get(number) if isinstance(value, dict) else value


@lru_cache
def sentences(file: Path) -> list[dict]:
    """Read the sentences of one file."""
    return yaml.safe_load(file.read_text(encoding="utf-8"))["sentences"]


@lru_cache
def extracted(file: Path) -> dict[str, pd.DataFrame]:
    """Extract the statements of all sentences of one file in one go."""
    from analysis import extract_statements

    texts = [parse_markup(item["s"])[0] for item in sentences(file)]
    articles = pd.DataFrame({"article_id": [str(i) for i in range(len(texts))], "text": texts})
    return dict(tuple(extract_statements(articles).groupby("article_id")))


def _overlap(span: tuple[int, int], start: object, end: object) -> bool:
    return not pd.isna(start) and start < span[1] and end > span[0]


def mistakes(item: dict, found: pd.DataFrame | None) -> list[str]:
    """Compare what was found in a sentence with its markup."""
    text, coded = parse_markup(item["s"])
    rows = (
        {} if found is None else {tuple(map(tuple, row["segments"])): row for row in found.to_dict("records")}
    )
    wrong = []
    for number, wanted in coded.items():
        shown = " […] ".join(text[s:e] for s, e in wanted.what)
        row = rows.pop(tuple(wanted.what), None)
        if row is None:
            wrong.append(f"missed: {shown}")
            continue
        kind = _by_number(item.get("kind"), number) or kind_of(text, wanted.what)
        modality = _by_number(item.get("modality"), number) or "asserted"
        speakers = _by_number(item.get("speakers"), number)
        speakers = [speakers] if isinstance(speakers, str) else speakers
        if row["kind"] != kind:
            wrong.append(f"kind {row['kind']}, not {kind}: {shown}")
        if row["modality"] != modality:
            wrong.append(f"modality {row['modality']}, not {modality}: {shown}")
        if wanted.who and not any(_overlap(w, row["speaker_start"], row["speaker_end"]) for w in wanted.who):
            wrong.append(f"mention {row['speaker_mention']!r}: {shown}")
        if wanted.cue and not any(_overlap(c, row["cue_start"], row["cue_end"]) for c in wanted.cue):
            wrong.append(f"cue {row['cue']!r}: {shown}")
        if speakers and sorted(row["speakers"]) != sorted(
            [speakers] if isinstance(speakers, str) else speakers
        ):
            wrong.append(f"speakers {row['speakers']}, not {speakers}: {shown}")
    return wrong + [f"invented ({row['rule']}, {row['cue']}): {row['content']}" for row in rows.values()]


def _cases():
    for file in FILES:
        for i, item in enumerate(sentences(file)):
            marks = pytest.mark.xfail(reason=item["known"], strict=True) if "known" in item else ()
            yield pytest.param(file, i, id=f"{file.stem}-{i + 1:02d}", marks=marks)


@pytest.mark.parametrize(("file", "i"), _cases())
def test_sentence(file, i):
    item = sentences(file)[i]
    wrong = mistakes(item, extracted(file).get(str(i)))
    assert not wrong, "\n".join([item["s"], *wrong])


def test_known_failures_keep_to_their_ration():
    everything = [item for file in FILES for item in sentences(file)]
    known = Counter(item["known"] for item in everything if "known" in item)
    assert len(everything) >= 300
    assert known.total() <= RATION * len(everything), known.most_common()


def test_no_sentence_stands_twice():
    counts = Counter(parse_markup(item["s"])[0] for file in FILES for item in sentences(file))
    assert [text for text, n in counts.items() if n > 1] == []


def test_keys_beside_a_sentence_are_known():
    odd = {key for file in FILES for item in sentences(file) for key in item}
    assert odd <= {"s", "kind", "speakers", "modality", "known"}


def test_markup_gives_text_and_places():
    text, coded = parse_markup("‹who1,2|Elle› dit ‹what1|« ‹what2|oui› » et› ‹what1|non›.")
    assert text == "Elle dit « oui » et non."
    assert [text[s:e] for s, e in coded[1].what] == ["« oui » et", "non"]
    assert [text[s:e] for s, e in coded[2].what] == ["oui"]
    assert coded[1].who == coded[2].who == [(0, 4)]


@pytest.mark.parametrize("marked", ["‹who|Elle dit", "Elle› dit", "‹qui|Elle› dit"])
def test_broken_markup_is_refused(marked):
    with pytest.raises(ValueError, match="in: "):
        parse_markup(marked)
