"""Charts are functions of tables: they draw what the tables say, for any name and any number of rows."""

from __future__ import annotations

import io

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from matplotlib.text import Text

from analysis.charts import (
    calibration_error,
    count_speakers,
    layout,
    palette,
    plot_reliability,
    plot_speaker_proposition,
    plot_speakers,
    plot_stance,
    reliability_table,
)
from analysis.estimates import estimate_stance


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def tables(who: list[str], per_speaker: int = 4) -> tuple[pd.DataFrame, pd.DataFrame]:
    said, scored = [], []
    for a, name in enumerate(who):
        for i in range(per_speaker):
            key = f"{a}-{i}"
            kind = ["direct", "mixed", "indirect"][i % 3]
            said.append({"statement_id": key, "article_id": f"a{i % 2}", "kind": kind, "speakers": [name]})
            scored.append(
                {"statement_id": key, "theme": "ukraine", "proposition": "negotiation", "stance": "favor",
                 "stance_score": 0.9 - 0.2 * i - a / 50, "abstain": i == 3}
            )  # fmt: skip
    return pd.DataFrame(scored), pd.DataFrame(said)


def shown(fig) -> str:
    png(fig)
    return "\n".join(text.get_text() for text in fig.findobj(Text))


def png(fig) -> bytes:
    held = io.BytesIO()
    fig.savefig(held, format="png")
    return held.getvalue()


def test_counts_by_speaker_and_kind_with_the_unresolved_last():
    said = pd.DataFrame(
        {
            "kind": ["direct", "indirect", "mixed", "direct"],
            "speakers": [["Xi Jinping", "Alexandre Loukachenko"], ["Xi Jinping"], [], []],
        }
    )
    counts = count_speakers(said)
    assert list(counts.index) == ["Xi Jinping", "Alexandre Loukachenko", "(speaker not resolved)"]
    assert counts.loc["Xi Jinping"].to_dict() == {"direct": 1, "mixed": 0, "indirect": 1}
    assert counts.loc["(speaker not resolved)"].sum() == 2


def test_every_statement_is_a_point_and_abstained_ones_are_hollow():
    stances, said = tables(["Chine", "Union européenne"])
    fig = plot_stance(stances, said, estimate_stance(stances, said), theme="ukraine", label="Ukraine")
    axes = fig.axes[0]
    drawn = sorted(round(float(x), 6) for points in axes.collections for x, _ in points.get_offsets())
    assert drawn == sorted(stances["stance_score"].round(6))
    hollow = [points for points in axes.collections if len(points.get_facecolors()) == 0]
    assert sum(len(points.get_offsets()) for points in hollow) == stances["abstain"].sum()


def test_the_estimate_and_its_interval_are_drawn_where_the_table_has_them():
    stances, said = tables(["Chine"])
    estimates = estimate_stance(stances, said, by="theme")
    axes = plot_stance(stances, said, estimates, theme="ukraine").axes[0]
    row = estimates.iloc[0]
    ends = [tuple(line.get_xdata()) for line in axes.lines]
    assert (row["low"], row["high"]) in ends
    assert (row["mean"],) in ends


def test_speakers_stand_from_for_to_against():
    stances, said = tables(["Pour", "Contre"], per_speaker=1)
    stances["stance_score"] = [0.8, -0.8]
    axes = plot_stance(stances, said, theme="ukraine").axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["Pour", "Contre"]
    assert axes.yaxis_inverted()


@pytest.mark.parametrize(("language", "axis"), [("en", ["against", "for"]), ("fr", ["contre", "pour"])])
def test_sides_are_named_in_words(language, axis):
    stances, said = tables(["Chine"])
    words = shown(plot_stance(stances, said, theme="ukraine", language=language))
    assert f"−1\n{axis[0]}" in words
    assert f"+1\n{axis[1]}" in words


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("width", ["page", "column"])
@pytest.mark.parametrize("name", ["A $x_1$ & B_c^2 \\frac{", "_", "  ", "Communauté " * 30, "<b>Éric</b>"])
def test_any_name_is_drawn_as_it_is(name, width):
    stances, said = tables([name])
    estimates = estimate_stance(stances, said)
    start = " ".join(name.split())[:8] or "?"
    for fig in (
        plot_speakers(said, width=width),
        plot_stance(stances, said, estimates, theme="ukraine", label=name, width=width),
        plot_speaker_proposition(estimates, {"negotiation": name}, width=width),
    ):
        assert start.strip() in shown(fig)
        assert not any(text.get_parse_math() for text in fig.findobj(Text))


def test_forty_speakers_fit_and_the_rest_is_counted():
    stances, said = tables([f"Député n° {i}" for i in range(43)])
    fig = plot_stance(stances, said, theme="ukraine", top=40)
    assert len(fig.axes[0].get_yticklabels()) == 40
    assert "and 3 more speakers" in shown(fig)
    assert fig.get_size_inches()[0] == palette.WIDTH["page"]
    assert "and 23 more speakers" in shown(plot_speakers(said, top=20))
    estimates = estimate_stance(stances, said, by="proposition")
    assert "et 3 autres locuteurs" in shown(plot_speaker_proposition(estimates, language="fr")).replace(
        "\n", " "
    )


def test_nothing_to_draw_is_said_in_the_figure():
    stances, said = tables(["Chine"])
    none = stances.iloc[:0]
    assert "No statement here addresses: Ukraine." in shown(
        plot_stance(none, said, theme="u", label="Ukraine")
    )
    assert "No statements" in shown(plot_speakers(said.iloc[:0]))
    assert "No speaker could be placed" in shown(plot_speaker_proposition(estimate_stance(none, said)))
    assert "Nothing has been coded" in shown(
        plot_reliability(pd.Series([], dtype=float), pd.Series([], dtype=bool))
    )
    unrelated = stances.assign(stance="unrelated")
    assert "No statement here addresses: ukraine." in shown(plot_stance(unrelated, said, theme="ukraine"))


def test_a_figure_is_the_same_each_time_and_in_any_row_order():
    stances, said = tables(["Chine", "Brésil"])
    first = png(plot_stance(stances, said, theme="ukraine"))
    assert first == png(plot_stance(stances.iloc[::-1], said.iloc[::-1], theme="ukraine"))


def test_a_readers_own_style_does_not_change_the_figure():
    stances, said = tables(["Chine"])
    first = png(plot_stance(stances, said, theme="ukraine"))
    with mpl.rc_context({"axes.facecolor": "black", "font.size": 20, "axes.grid": True}):
        fig = plot_stance(stances, said, theme="ukraine")
    assert first == png(fig)


def test_cells_show_mean_and_number_and_leave_out_what_is_too_few():
    stances, said = tables(["Chine"], per_speaker=3)
    more, also = tables(["Brésil"], per_speaker=2)
    more["statement_id"], also["statement_id"] = "x" + more["statement_id"], "x" + also["statement_id"]
    estimates = estimate_stance(pd.concat([stances, more]), pd.concat([said, also]))
    words = shown(plot_speaker_proposition(estimates))
    assert "+0.70" in words
    assert "n = 3" in words
    assert "n = 2" in words
    assert "+0.80" not in words


def test_reliability_of_a_calibrated_scorer_is_near_zero():
    rng = np.random.default_rng(3)
    stated = pd.Series(rng.uniform(0.3, 1, 5000))
    right = pd.Series(rng.random(5000) < stated)
    assert calibration_error(reliability_table(stated, right)) < 0.03
    assert calibration_error(reliability_table(stated, ~right)) > 0.2
    with pytest.raises(ValueError, match="Give one for one"):
        reliability_table(stated, right.iloc[1:])


def test_wrong_words_get_a_hint():
    stances, said = tables(["Chine"])
    with pytest.raises(ValueError, match="Did you mean 'ukraine'"):
        plot_stance(stances, said, theme="ukrainne")
    with pytest.raises(ValueError, match="either theme= or proposition="):
        plot_stance(stances, said)
    with pytest.raises(ValueError, match=r"add it to words\.yaml"):
        plot_speakers(said, language="de")
    with pytest.raises(ValueError, match="width='wide' is not known"):
        plot_speakers(said, width="wide")


def test_every_word_exists_in_every_language():
    english, french = layout.words("en"), layout.words("fr")
    assert list(english) == list(french)
    braces = [{key: sorted(part.split("}")[0] for part in text.split("{")[1:]) for key, text in words.items()}
              for words in (english, french)]  # fmt: skip
    assert braces[0] == braces[1]


def test_sides_differ_in_grey():
    grey = {name: sum(to_rgb(colour)) / 3 for name, colour in palette.SIDE_COLOUR.items()}
    assert abs(grey["favor"] - grey["against"]) > 0.15
    assert len({palette.SIDE_MARKER[name] for name in ("favor", "against", "neutral")}) == 3
