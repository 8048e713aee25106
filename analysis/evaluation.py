"""A run against articles coded by hand: what was found, who said it, how it was scored.

A statement found answers a coded one when the words of their contents overlap by at least 60 % of the words
of both together (intersection over union), one to one within an article, the best overlap first. Every
figure counts what was missed.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.storage import Run, read_run
from analysis.tables import GAP, KINDS, STANCES

#: The least overlap of a statement with its coding.
OVERLAP = 0.6
DRAWS = 2000
_SIDES = ("favor", "against")
# words of names that do not tell one from another
_SMALL_WORDS = {
    "le",
    "la",
    "les",
    "l",
    "de",
    "du",
    "des",
    "d",
    "un",
    "une",
    "et",
    "en",
    "au",
    "aux",
    "à",
    "the",
}
_SMALL_WORDS |= {"of", "m", "mme", "mr", "pour", "dans", "sur"}

Words = frozenset[int]


class GoldError(ValueError):
    """The coded articles cannot be read, or are not those of the run."""


@dataclass
class Pairing:
    """One article: its coding, what was found, and which answers which."""

    coded: dict
    found: pd.DataFrame
    stances: dict[str, dict[str, str]]
    pairs: dict[int, int]
    overlaps: dict[int, float]


def evaluate(gold: str | Path, run_dir: str | Path | Run, level: float = 0.95, seed: int = 0) -> pd.DataFrame:
    """Measure a run against articles coded by hand.

    Parameters
    ----------
    gold : str or pathlib.Path
        A coded article (``.json``) or a folder of them: article_id, text, and statements with content, kind,
        speaker_mention, speakers, stance and sentiment. Propositions that occur in no statement of the coding
        are not measured.
    run_dir : str, pathlib.Path or Run
        A run over the same articles.
    level : float
        Probability of the intervals.
    seed : int
        Start of the random draws.

    Returns
    -------
    pandas.DataFrame
        One row per measure: value, low, high. The intervals come from a bootstrap that draws whole
        articles, because statements of one article succeed and fail together; with one article there is
        none.

    Raises
    ------
    GoldError
        When the coding cannot be read, or its articles are not in the run or have another text there.

    Notes
    -----
    Cluster bootstrap: Davison & Hinkley (1997), "Bootstrap Methods and their Application", §3.8.

    Examples
    --------
    >>> evaluate("seeds/coding/seed.json", "runs/seed").loc["who_said_what_f1", "value"]  # doctest: +SKIP
    """
    counts = pd.DataFrame([_count(pairing) for pairing in pair_all(gold, run_dir)]).fillna(0)
    drawn = np.ones((1, len(counts)))
    if len(counts) > 1:
        rng = np.random.default_rng(seed)
        shares = np.full(len(counts), 1 / len(counts))
        drawn = np.vstack([drawn, rng.multinomial(len(counts), shares, size=DRAWS)])
    sums = pd.DataFrame(drawn @ counts.to_numpy(), columns=counts.columns)
    table = _measures(sums, len(counts))
    result = pd.DataFrame({"value": table.iloc[0]})
    tails = [(1 - level) / 2, (1 + level) / 2]
    for name, tail in zip(["low", "high"], tails, strict=True):
        result[name] = table.iloc[1:].quantile(tail) if len(counts) > 1 else np.nan
    whole = [name for name in result.index if name in ("articles", "gold", "found", "bad_offsets")]
    result.loc[whole, ["low", "high"]] = np.nan
    result.index.name = "measure"
    return result.round(3)


def list_mistakes(gold: str | Path, run_dir: str | Path | Run) -> pd.DataFrame:
    """List every statement that was missed, spurious, or given to another speaker.

    Parameters
    ----------
    gold, run_dir : str or pathlib.Path
        As for `evaluate`.

    Returns
    -------
    pandas.DataFrame
        article_id, mistake (missed, spurious, speaker), kind, coded and found (speakers), rule, content.
    """
    rows = []
    for pairing in pair_all(gold, run_dir):
        coded, found = pairing.coded, pairing.found
        for i, statement in enumerate(coded["statements"]):
            content = GAP.join(coded["text"][s:e] for s, e in statement["content"])
            row = {"article_id": coded["article_id"], "kind": statement["kind"], "content": content}
            row["coded"] = " & ".join(statement["speakers"])
            if i not in pairing.pairs:
                rows.append(row | {"mistake": "missed"})
                continue
            answer = found.iloc[pairing.pairs[i]]
            if not same_speakers(statement["speakers"], answer["speakers"]):
                names = " & ".join(answer["speakers"])
                rows.append(row | {"mistake": "speaker", "found": names, "rule": answer["rule"]})
        for j in sorted(set(range(len(found))) - set(pairing.pairs.values())):
            extra = found.iloc[j]
            row = {"article_id": coded["article_id"], "mistake": "spurious", "kind": extra["kind"]}
            row |= {
                "found": " & ".join(extra["speakers"]),
                "rule": extra["rule"],
                "content": extra["content"],
            }
            rows.append(row)
    return pd.DataFrame(rows, columns=["article_id", "mistake", "kind", "coded", "found", "rule", "content"])


def read_gold(gold: str | Path) -> list[dict]:
    """Read coded articles from a file or a folder.

    Raises
    ------
    GoldError
        When there is none, or one lacks a field.
    """
    path = Path(gold)
    files = [path] if path.is_file() else sorted([*path.glob("*.json"), *path.glob("*.jsonl")])
    files = [file for file in files if not file.name.endswith(".src.json")]
    if not files:
        raise GoldError(f"no coded article in '{gold}'. Name a .json or .jsonl file or a folder of them.")
    return [coded for file in files for coded in _read_coding(file)]


def _read_coding(file: Path) -> Iterator[dict]:
    """Yield the article of a .json file, or those of a .jsonl file, one a line."""
    try:
        text = file.read_text(encoding="utf-8")
        coded = [json.loads(part) for part in (_lines(text) if file.suffix == ".jsonl" else [text])]
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise GoldError(f"'{file}' is not JSON: {error}.") from error
    for article in coded:
        for key in ("article_id", "text", "statements"):
            if not isinstance(article, dict) or key not in article:
                raise GoldError(
                    f"'{file}' lacks '{key}'. A coded article has article_id, text and statements."
                )
        yield article


def _lines(text: str) -> list[str]:
    """Return the lines that hold something. Other separators of lines may stand inside a JSON string."""
    return [line for line in text.split("\n") if line.strip()]


def pair_all(gold: str | Path, run_dir: str | Path | Run) -> Iterator[Pairing]:
    """Yield each coded article with what the run found in it."""
    run = run_dir if isinstance(run_dir, Run) else read_run(run_dir)
    coding = read_gold(gold)
    texts = dict(zip(run.articles["article_id"], run.articles["text"], strict=True))
    absent = [coded["article_id"] for coded in coding if coded["article_id"] not in texts]
    if absent:
        raise GoldError(
            f"{len(absent)} of {len(coding)} coded articles are not in the run '{run.folder}': "
            f"{', '.join(absent[:5])}. Run the suite on the articles that were coded, with the same ids."
        )
    statements = run.statements.merge(run.sentiments[["statement_id", "sentiment"]], how="left")
    stances = {
        name: dict(zip(rows["proposition"], rows["stance"], strict=True))
        for name, rows in run.stances.groupby("statement_id")
    }
    asked = {name for coded in coding for statement in coded["statements"] for name in statement["stance"]}
    for coded in coding:
        if texts[coded["article_id"]] != coded["text"]:
            raise GoldError(f"the text of '{coded['article_id']}' in the run is not the text that was coded.")
        found = statements[statements["article_id"] == coded["article_id"]].reset_index(drop=True)
        yield Pairing(coded | {"asked": sorted(asked)}, found, stances, *_pair(coded, found))


def _pair(coded: dict, found: pd.DataFrame) -> tuple[dict[int, int], dict[int, float]]:
    left = [_words(coded["text"], statement["content"]) for statement in coded["statements"]]
    right = [_words(coded["text"], segments) for segments in found["segments"]]
    candidates = [
        (len(a & b) / len(a | b), i, j) for i, a in enumerate(left) for j, b in enumerate(right) if a & b
    ]
    pairs: dict[int, int] = {}
    overlaps: dict[int, float] = {}
    for overlap, i, j in sorted(candidates, reverse=True):
        if overlap >= OVERLAP and i not in pairs and j not in pairs.values():
            pairs[i], overlaps[i] = j, overlap
    return pairs, overlaps


def _words(text: str, spans: Sequence[Sequence[int]]) -> Words:
    """Find where the words inside the spans start."""
    starts = (match.start() for match in re.finditer(r"\w+", text))
    return frozenset(at for at in starts if any(start <= at < end for start, end in spans))


def same_speakers(coded: Sequence[str], found: Sequence[str]) -> bool:
    """Say whether two lists name the same speakers.

    Two names are the same when they share half the words of the shorter and a third of those of the longer,
    so that 'Loukachenko' answers for 'Alexandre Loukachenko'.

    Examples
    --------
    >>> same_speakers(["Alexandre Loukachenko"], ["Loukachenko"])
    True
    >>> same_speakers(["Chine", "Biélorussie"], ["Chine"])
    False
    """
    return len(coded) == len(found) and all(any(_same_name(a, b) for b in found) for a in coded)


def _same_name(a: str, b: str) -> bool:
    left, right = _name_words(a), _name_words(b)
    shared, short, long = len(left & right), min(len(left), len(right)), max(len(left), len(right))
    return short > 0 and shared / short >= 0.5 and shared / long >= 0.34


def _name_words(name: str) -> set[str]:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return set(re.findall(r"\w+", plain)) - _SMALL_WORDS


def _count(pairing: Pairing) -> Counter:
    """Count, for one article, all that the measures are made of."""
    coded, found = pairing.coded, pairing.found
    n: Counter[str] = Counter()
    text = coded["text"]
    n["gold"], n["found"], n["matched"] = len(coded["statements"]), len(found), len(pairing.pairs)
    for segments in found["segments"]:
        n["bad_offsets"] += any(not 0 <= start < end <= len(text) for start, end in segments)
    for i, statement in enumerate(coded["statements"]):
        kind, speakers = statement["kind"], statement["speakers"]
        mention = text[slice(*statement["speaker_mention"])] if statement["speaker_mention"] else ""
        hard = not any(_same_name(mention, name) for name in speakers)  # pronoun, title, metonym, group…
        n[f"gold {kind}"] += 1
        n["hard"] += hard
        answer = found.iloc[pairing.pairs[i]] if i in pairing.pairs else None
        if answer is not None:
            right = same_speakers(speakers, answer["speakers"])
            n[f"matched {kind}"] += 1
            n["exact"] += pairing.overlaps[i] == 1
            n["kind"] += answer["kind"] == kind
            n["sentiment"] += answer["sentiment"] == statement["sentiment"]
            n["speaker"] += right
            n["hard right"] += hard and right
        _count_stances(n, statement, answer, pairing)
    return n


def _count_stances(n: Counter, statement: dict, answer: pd.Series | None, pairing: Pairing) -> None:
    given = {} if answer is None else pairing.stances.get(answer["statement_id"], {})
    for proposition in pairing.coded["asked"]:
        coded = statement["stance"].get(proposition, "unrelated")
        scored = given.get(proposition, "unrelated")
        n[f"all {coded} as {scored if answer is not None else 'missed'}"] += 1
        if answer is not None:
            n[f"matched {coded} as {scored}"] += 1


def _measures(n: pd.DataFrame, articles: int) -> pd.DataFrame:
    """Compute every measure from the counts, a row for each draw."""
    zero = pd.Series(0.0, index=n.index)

    def of(name: str) -> pd.Series:
        return n.get(name, zero)

    def share(part: pd.Series, whole: pd.Series) -> pd.Series:
        return (part / whole.where(whole > 0)).astype(float)

    def prf(name: str, right: pd.Series) -> dict[str, pd.Series]:
        return {
            f"{name}_precision": share(right, of("found")),
            f"{name}_recall": share(right, of("gold")),
            f"{name}_f1": share(2 * right, of("found") + of("gold")),
        }

    def macro_f1(scope: str, labels: Sequence[str]) -> pd.Series:
        scores = []
        for label in labels:
            columns = [column for column in n if column.startswith(f"{scope} ") and " as " in column]
            coded = n[[c for c in columns if c.startswith(f"{scope} {label} as ")]].sum(axis=1)
            said = n[[c for c in columns if c.endswith(f" as {label}")]].sum(axis=1)
            scores.append(share(2 * of(f"{scope} {label} as {label}"), coded + said).where(coded > 0))
        return pd.concat(scores, axis=1).mean(axis=1)

    matched = of("matched")
    flipped = of("matched favor as against") + of("matched against as favor")
    sided = sum((of(f"matched {side} as {stance}") for side in _SIDES for stance in STANCES), zero)
    return pd.DataFrame(
        {
            "articles": zero + articles,
            "gold": of("gold"),
            "found": of("found"),
            **prf("statements", matched),
            "exact_content": share(of("exact"), of("gold")),
            **{f"recall_{kind}": share(of(f"matched {kind}"), of(f"gold {kind}")) for kind in KINDS},
            "kind_accuracy_on_matched": share(of("kind"), matched),
            "speaker_accuracy_on_matched": share(of("speaker"), matched),
            **prf("who_said_what", of("speaker")),
            "hard_speakers_recall": share(of("hard right"), of("hard")),
            "bad_offsets": of("bad_offsets"),
            "sentiment_accuracy_on_matched": share(of("sentiment"), matched),
            "stance_macro_f1_on_matched": macro_f1("matched", STANCES),
            "stance_favor_against_f1_end_to_end": macro_f1("all", _SIDES),
            "flipped_sides": share(flipped, sided),
        }
    )
