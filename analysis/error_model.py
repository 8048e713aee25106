"""How often a scorer and a human coder part: the measured matrix behind the intervals."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.tables import STANCES

#: What a coder's label is worth on the axis; a statement coded as unrelated has no place there.
VALUE = {"favor": 1.0, "against": -1.0, "neutral": 0.0, "unrelated": np.nan}

#: Where the matrices of the shipped scorers lie, as ``confusion*.json``.
SHIPPED = Path(__file__).parent / "stance" / "model"

#: Weight of not having seen a pair of labels (Jeffreys' prior for a multinomial).
PRIOR = 0.5


@dataclass(frozen=True)
class ErrorModel:
    """Counts of (what the model said, what a coder said), on statements that trained neither.

    Parameters
    ----------
    counts : numpy.ndarray
        4 × 4, rows the model's labels, columns the coder's, both in the order of `analysis.tables.STANCES`.
        Pairs on which the model abstained do not belong here, as they do not enter an estimate.
    scorer : str
        The scorer that was measured.
    measured_on : str
        The coding it was measured on, in words.

    Notes
    -----
    A draw takes, for each label of the model, a coder's label with the probability P(coded | predicted).
    That probability is itself drawn from a Dirichlet distribution around the counts (Jeffreys' prior), so
    that an error rate known from thirty pairs is as uncertain as thirty pairs are: multiple imputation of
    the labels a coder would have given, after Rubin (1987), "Multiple Imputation for Nonresponse in Surveys".
    """

    counts: np.ndarray
    scorer: str = ""
    measured_on: str = ""
    labels: list[str] = field(default_factory=lambda: list(STANCES))

    @classmethod
    def from_json(cls, path: str | Path) -> ErrorModel:
        """Read ``{"labels": […], "counts": [[…]], "scorer": …, "measured_on": …}``.

        Rows of ``counts`` are what the model said, columns what the coder said.

        Raises
        ------
        FileNotFoundError
            When there is no such file.
        ValueError
            When the labels are not the four stances or the matrix does not fit them.
        """
        path = Path(path)
        try:
            read = json.loads(path.read_text(encoding="utf-8"))
        except json.JSONDecodeError as error:
            raise ValueError(f"{path.name}, line {error.lineno}: not JSON ({error.msg}).") from error
        for key in ("labels", "counts"):
            if key not in read:
                raise ValueError(f"{path.name} lacks the key {key!r}. It needs 'labels' and 'counts'.")
        if sorted(read["labels"]) != sorted(STANCES):
            raise ValueError(
                f"{path.name}: its labels are {read['labels']}; they must be {STANCES}, in any order."
            )
        counts = np.asarray(read["counts"], dtype=float)
        if counts.shape != (4, 4) or (counts < 0).any() or not np.isfinite(counts).all():
            raise ValueError(
                f"{path.name}: 'counts' must be 4 rows of 4 counts, rows predicted, columns coded."
            )
        order = [read["labels"].index(label) for label in STANCES]
        return cls(counts[np.ix_(order, order)], read.get("scorer", ""), read.get("measured_on", ""))

    @classmethod
    def measured(cls, scorer: str) -> ErrorModel | None:
        """Find the matrix that ships for a scorer; None where that scorer was never measured.

        "fast" is the default scorer in another precision and shares its matrix.
        """
        scorer = scorer.replace("fast ", "default ", 1) if scorer.startswith("fast ") else scorer
        models = [cls.from_json(path) for path in sorted(SHIPPED.glob("confusion*.json"))]
        return next((model for model in models if model.scorer == scorer), None)

    @classmethod
    def from_labels(
        cls, predicted: pd.Series, coded: pd.Series, scorer: str = "", measured_on: str = ""
    ) -> ErrorModel:
        """Count a table of labels: what the model said beside what a coder said, row by row."""
        table = pd.crosstab(pd.Categorical(predicted, STANCES), pd.Categorical(coded, STANCES), dropna=False)
        table = table.reindex(index=STANCES, columns=STANCES, fill_value=0)
        return cls(table.to_numpy(float), scorer, measured_on)

    def to_json(self, path: str | Path) -> Path:
        """Write what `from_json` reads."""
        path = Path(path)
        content = {
            "labels": self.labels,
            "counts": self.counts.astype(int).tolist(),
            "scorer": self.scorer,
            "measured_on": self.measured_on,
        }
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        return path

    @property
    def n_pairs(self) -> int:
        """How many coded pairs stand behind the matrix."""
        return int(self.counts.sum())

    def table(self) -> pd.DataFrame:
        """Give the shares P(coded | predicted), a row per label of the model."""
        total = self.counts.sum(axis=1, keepdims=True)
        shares = np.divide(self.counts, total, out=np.full((4, 4), np.nan), where=total > 0)
        return pd.DataFrame(
            shares, index=pd.Index(STANCES, name="predicted"), columns=pd.Index(STANCES, name="coded")
        )

    def draw(self, predicted: np.ndarray, draws: int, rng: np.random.Generator) -> np.ndarray:
        """Draw what coders might have said: ``draws`` × rows of +1, 0, −1, or NaN for unrelated."""
        predicted, values = np.asarray(predicted), np.array([VALUE[label] for label in STANCES])
        drawn = np.empty((draws, len(predicted)))
        for label, row in zip(STANCES, self.counts, strict=True):
            edges = rng.dirichlet(row + PRIOR, size=draws).cumsum(axis=1)
            columns = np.flatnonzero(predicted == label)
            chance = rng.random((draws, len(columns)))
            drawn[:, columns] = values[sum((chance > edges[:, [k]]).astype(np.int8) for k in range(3))]
        return drawn

    def describe(self) -> str:
        """Say in a few words what was measured, for the column ``method``."""
        where = f" ({self.measured_on})" if self.measured_on else ""
        return f"labels redrawn from {self.n_pairs} coded pairs{where}"
