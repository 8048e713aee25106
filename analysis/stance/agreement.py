"""How far two coders of the same statements agree: what a model can reach at most.

``python -m analysis.stance.agreement``
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

from analysis.stance.data import SEEDS, Coded, read_training
from analysis.stance.measure import f1_by_class, flipped, macro_f1
from analysis.stance.themes import default_themes
from analysis.tables import STANCES

SECOND = SEEDS / "coded" / "second_coding.csv"


def agreement(first: list[Coded], second: pd.DataFrame) -> pd.DataFrame:
    """Compare two codings by file.

    Parameters
    ----------
    first : list of Coded
        From `read_training`; the files named in `second` are compared whole.
    second : pandas.DataFrame
        domain, number (place in the file, from 0), one column of stances per default proposition, sentiment.

    Returns
    -------
    pandas.DataFrame
        domain, statements, macro_f1 and F1 of every stance, share of sides taken for each other, accuracy of
        the tone; the last row is all files together.

    Raises
    ------
    ValueError
        When a file has not as many statements as its second coding.
    """
    names = list(default_themes().propositions)
    parts = []
    for domain, coded in second.groupby("domain", sort=False):
        mine = [s for s in first if s.domain == domain]
        if len(mine) != len(coded):
            raise ValueError(
                f"{domain}: {len(mine)} statements, but {len(coded)} in the second coding. "
                "They are compared line by line; code the file again or restore it."
            )
        parts.append((str(domain), mine, coded.sort_values("number")))
    parts.append(("all", [s for _, m, _ in parts for s in m], pd.concat([c for _, _, c in parts])))
    return pd.DataFrame([_compared(domain, mine, coded, names) for domain, mine, coded in parts])


def _compared(domain: str, mine: list[Coded], coded: pd.DataFrame, names: list[str]) -> dict[str, object]:
    one = [s.stance.get(name, "unrelated") for s in mine for name in names]
    two = coded[names].to_numpy().reshape(-1).tolist()
    tones = [s.sentiment == t for s, t in zip(mine, coded["sentiment"], strict=True)]
    return {
        "domain": domain,
        "statements": len(mine),
        "macro_f1": macro_f1(one, two),
        **dict(zip(STANCES, f1_by_class(one, two).values(), strict=True)),
        "flipped": flipped(one, two),
        "tone": round(sum(tones) / len(tones), 4),
    }


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--second", type=Path, default=SECOND)
    args = parser.parse_args()
    print(agreement(read_training(), pd.read_csv(args.second)).to_string(index=False))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
