"""Count the mistakes of extraction by cause on coded articles.

``python tests/coded/ledger.py CODED... [--texts JSONL]``

The counts before and after each round of work are kept in LEDGER.md beside this file.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

from analysis.evaluation import same_speakers
from analysis.speakers import Cast, read_actors
from analysis.statements.calibrate import coded_articles, match_contents
from analysis.statements.choose import choose
from analysis.statements.confidence import content_probability, weights
from analysis.statements.cues import find_cues, find_prepositions
from analysis.statements.extract import queries
from analysis.statements.reading import read
from analysis.statements.rules import propose


def overlaps(a, b):
    """Say whether two spans share a character."""
    return a is not None and b is not None and a[0] < b[1] and b[0] < a[1]


def count(articles):
    """Return cause → number of mistakes, and the totals."""
    actors = read_actors()
    causes: Counter[str] = Counter()
    totals: Counter[str] = Counter()
    for article in articles:
        r = read(article["text"])
        known = [(c.start, c.end) for c in find_cues(r) + find_prepositions(r)]
        every = choose(r, propose(r))
        chosen = [p for p in every if content_probability(r, p) >= weights()["keep"]]
        dropped = [p for p in every if p not in chosen]
        speakers = Cast(r.doc, actors, None).resolve(list(queries(chosen)))
        found = match_contents(article, [p.segments for p in chosen])
        totals.update(gold=len(article["statements"]), found=len(chosen), matched=len(found))
        for i, gold in enumerate(article["statements"]):
            if i in found.values():
                continue
            if any(overlaps(s, g) for p in chosen for s in p.segments for g in gold["content"]):
                causes["missed: content cut elsewhere, or its words in another statement"] += 1
            elif any(overlaps(s, g) for p in dropped for s in p.segments for g in gold["content"]):
                causes["missed: proposed, below the threshold"] += 1
            elif gold["cue"] is None:
                causes["missed: no cue in the text"] += 1
            elif any(overlaps(gold["cue"], c) for c in known):
                causes["missed: cue known, complement not read"] += 1
            else:
                causes["missed: cue not in the lexicon"] += 1
        for j, (p, speaker) in enumerate(zip(chosen, speakers, strict=True)):
            if j not in found:
                causes[f"spurious: {p.rule.split(' ')[0]}"] += 1
                continue
            gold = article["statements"][found[j]]
            if same_speakers(gold["speakers"], list(speaker.names)):
                totals["right speaker"] += 1
            elif (
                p.mention is None
                or gold["speaker_mention"] is None
                or overlaps(p.mention, gold["speaker_mention"])
            ):
                causes["speaker: mention right, resolved to another"] += 1
            else:
                causes["speaker: wrong mention"] += 1
    return causes, totals


def main():
    """Print the ledger as a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("coded", nargs="+", type=Path)
    parser.add_argument(
        "--texts", type=Path, help="JSON Lines with the texts of articles coded by offsets alone"
    )
    args = parser.parse_args()
    causes, totals = count(coded_articles(args.coded, args.texts))
    print(json.dumps(totals))
    for cause, n in sorted(causes.items(), key=lambda x: (x[0].split(":")[0], -x[1])):
        print(f"| {cause} | {n} |")


if __name__ == "__main__":
    main()
