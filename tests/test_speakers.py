# ruff: noqa: E501 (a marked sentence stays on one line)
"""Who speaks: small French texts with the expected speaker written inside.

``[mention|Speaker]`` marks a mention and whom it means; several speakers are joined by " + ", and a kind other than
``person`` stands after a slash: ``[Pékin|Chine/state]``. ``[|Speaker]`` marks a quotation without cue or mention.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest
import spacy
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.speakers import Cast, Query, read_actors
from analysis.speakers.names import fold

_MARK = re.compile(r"\[([^|\[\]]*)\|([^\[\]]+)\]")


@pytest.fixture(scope="session")
def nlp():
    return spacy.load("fr_core_news_md")


@pytest.fixture(scope="session")
def actors():
    return read_actors()


def unmark(marked: str) -> tuple[str, list[Query], list[tuple[list[str], str]]]:
    """Take the marks out of a text and give the queries and the expected speakers."""
    text, queries, expected, last = "", [], [], 0
    for m in _MARK.finditer(marked):
        text += marked[last : m.start()]
        start = len(text)
        text += m.group(1)
        names, _, kind = m.group(2).partition("/")
        expected.append((names.split(" + "), kind or "person"))
        if m.group(1):
            queries.append(Query(start, len(text)))
        else:
            quoted = re.match(r"[«“\"]\s*([^»”\"]*)", marked[m.end() :])
            span = (start + quoted.start(1), start + quoted.end(1)) if quoted else (start, start + 1)
            queries.append(Query(None, None, None, (span,), len(queries) - 1))
        last = m.end()
    return text + marked[last:], queries, expected


def check(nlp, actors, marked: str, published: datetime | None = None) -> None:
    text, queries, expected = unmark(marked)
    found = Cast(nlp(text), actors, published).resolve(queries)
    assert [([fold(n) for n in s.names], s.kind) for s in found] == [
        ([fold(n) for n in ns], k) for ns, k in expected
    ]


NAMES = [
    "[Le président ukrainien Volodymyr Zelensky|Volodymyr Zelensky] a salué l'accord. [M. Zelenskyy|Volodymyr Zelensky] a remercié Paris.",
    "[Le porte-parole de la junte, le colonel-major Amadou Abdramane|Amadou Abdramane], a démenti.",
    "[Le Hongrois Viktor Orbán|Viktor Orban] a dénoncé des sanctions. [M. Orban|Viktor Orban] plaide pour la paix.",
    "[La maire (divers gauche), Maëlle Kerbrat|Maëlle Kerbrat], hésite. « Non », tranche [l'édile|Maëlle Kerbrat].",
    "« On apporte du courant », sourit [Yann Le Goff|Yann Le Goff], patron d'Armor Énergie.",
    "Le diplomate Roustem Oumerov est arrivé. « Nous voulons négocier », martèle [M. Umerov|Roustem Oumerov].",
    "[Les parents de Vincent Lambert|parents de Vincent Lambert/group] ont refusé.",
    "[MM. Macron et Starmer|Emmanuel Macron + Keir Starmer/group] ont convenu de se revoir.",
]
PRONOUNS = [
    "Le président chinois Xi Jinping a reçu Viktor Orban à Pékin. [Il|Xi Jinping] a estimé que la paix était possible.",
    "Oksana Melnyk préside l'association Pont-Ukraine. Réfugiée à Brest, [elle|Oksana Melnyk] l'assure.",
    "[Anita Anand|Anita Anand] a rencontré Mark Carney. « Nous avançons », a-t-[elle|Anita Anand] dit.",
    "[Le maire, Daniel Quéméner|Daniel Quéméner], a salué le préfet. Selon [lui|Daniel Quéméner], l'État a tenu parole.",
    "La ministre Claire Morel a reçu l'ambassadeur Paul Sorel. [Ce dernier|Paul Sorel] s'est dit déçu.",
    "Quant à [Juraj Hudec|Juraj Hudec], [il|Juraj Hudec] n'a pas fait obstacle à ce versement.",
    "Rajesh Kothari exporte des crevettes. [|Rajesh Kothari]« Mes clients attendent. »",
    "Un ancien ambassadeur se montre prudent. Il ne faudrait pas, dit-[il|un ancien ambassadeur/unnamed], tout confondre.",
]
TITLES = [
    "Vendredi, sous le regard du ministre turc Hakan Fidan. « Chaque jour compte », a promis [le chef de la diplomatie turque|Hakan Fidan].",
    "[Donald Tusk|Donald Tusk] a tonné. Et [le Polonais|Donald Tusk] d'ajouter : « Nous aiderons Kiev. »",
    "« Non », a dit son ministre des Affaires étrangères, [Olushegun Bakari|Olushegun Bakari]. [Le diplomate|Olushegun Bakari] a averti.",
    "[L'émissaire du pape, Ottavio Bellandi|Ottavio Bellandi], a parlé. [Le prélat|Ottavio Bellandi] dit espérer.",
    "Le colonel Ihor Zadorojny attend des obus. [L'officier|Ihor Zadorojny] se plaint du retard.",
    "Selon [son porte-parole, Gleb Morozov|Gleb Morozov], la Russie reste ouverte.",
    "Bart De Wever est sorti. [Le Premier ministre belge|Bart De Wever] a répété son refus.",
]
STATES = [
    "[Pékin|Chine/state] a fait valoir ses droits. [New Delhi|Inde/state] a refusé. [Niamey|Niger/state] dément.",
    "[Le Caire|Égypte/state] propose une trêve. [Le Kremlin|Kremlin/organisation] s'en félicite.",
    "[Bruxelles|Union européenne/organisation] a promis un texte aux Vingt-Sept et à l'Union européenne.",
    "[la partie chinoise|Chine/state] a réaffirmé son soutien. [Les autorités turques|Turquie/state] indiquent le contraire.",
    "[Pékin et Budapest|Chine + Hongrie/group] ont convenu d'accélérer le chantier.",
    "La Chine et la Biélorussie se parlent. [Les deux pays|Chine + Biélorussie/group] sont convenus de coopérer.",
    "[La présidence ukrainienne|présidence ukrainienne/organisation] a indiqué que M. Zelensky viendrait.",
    "Le prochain paquet n'est pas rédigé, dit-on à [l'Élysée|Élysée/organisation].",
]
BODIES = [
    "[La Communauté économique des États de l'Afrique de l'Ouest (Cedeao)|Communauté économique des États de l'Afrique de l'Ouest"
    "/organisation] a levé les sanctions. [La Cedeao|Communauté économique des États de l'Afrique de l'Ouest/organisation] agit.",
    "L'accord est là, selon [un communiqué du ministère chinois|ministère chinois des Affaires étrangères/organisation].",
    "[L'ONG Canopée|Canopée/organisation] s'en alarme. [Le zoo de Calgary|zoo de Calgary/organisation] s'est dit ravi.",
    "Viola Amherd et Volodymyr Zelensky ont publié [une déclaration commune|Viola Amherd + Volodymyr Zelensky/group].",
]
UNNAMED = [
    "[Un responsable militaire allemand|un responsable militaire allemand/unnamed] évoque un transfert.",
    "Selon [une source diplomatique|une source diplomatique/unnamed], un compromis est proche.",
    "« Jamais », rétorque [sa voisine de table|sa voisine de table/unnamed].",
    "Le voyage durera quatre jours, estime [l'un des chauffeurs|l'un des chauffeurs/unnamed].",
]


@pytest.mark.parametrize("marked", NAMES + PRONOUNS + TITLES + STATES + BODIES + UNNAMED)
def test_the_speaker_written_in_the_sentence_is_found(nlp, actors, marked):
    check(nlp, actors, marked)


def test_homonyms_are_told_apart_by_title_and_gender(nlp, actors):
    check(
        nlp,
        actors,
        "Le porte-parole Pierre Karam et la juge Nadia Karam se sont croisés. [M. Karam|Pierre Karam] a souri. "
        "[Mme Karam|Nadia Karam] s'est tue. [La juge Karam|Nadia Karam] a parlé.",
    )


def test_homonyms_without_a_clue_are_not_guessed(nlp, actors):
    text = "Paul Vasseur et Marc Vasseur ont témoigné. Vasseur a nié les faits."
    start = text.rindex("Vasseur")
    [found] = Cast(nlp(text), actors).resolve([Query(start, start + 7)])
    assert found.kind == "unnamed"
    assert found.names == ("Vasseur",)
    assert found.certainty <= 0.3


@pytest.mark.parametrize(
    ("day", "name"),
    [("2016-06-01", "Barack Obama"), ("2018-06-01", "Donald Trump"), ("2022-06-01", "Joe Biden")],
)
def test_an_office_without_a_name_is_looked_up_by_date(nlp, actors, day, name):
    check(nlp, actors, f"[Le président américain|{name}] a refusé.", datetime.fromisoformat(day))


def test_the_article_comes_before_the_actor_table(nlp, actors):
    marked = "Le président français Gabriel Sauvageot arrive. [Le président français|Gabriel Sauvageot] a promis une aide."
    check(nlp, actors, marked, datetime(2024, 5, 1))


def test_what_nobody_fits_keeps_its_words_with_low_certainty(nlp, actors):
    [found] = Cast(nlp("Le greffier a rappelé la règle."), actors).resolve([Query(0, 11)])
    assert (found.names, found.kind) == (("le greffier",), "unnamed")
    assert found.certainty < 0.5


def test_a_carried_speaker_is_that_of_the_query_it_names(nlp, actors):
    text = "« A », a dit Paul Morin. « B », a dit Anne Leroy. « C. »"
    queries = [Query(13, 23), Query(38, 48), Query(None, None, None, ((52, 54),), 0)]
    assert [s.names for s in Cast(nlp(text), actors).resolve(queries)] == [
        ("Paul Morin",),
        ("Anne Leroy",),
        ("Paul Morin",),
    ]


@pytest.fixture(scope="session")
def blank():
    return spacy.blank("fr")


_PIECES = st.sampled_from(
    ["Le président ", "M. ", "Orban ", "« ", " », ", "a-t-il dit. ", "\n", "elle ", "Pékin", "(", ") ", "les deux ", "qui ", "’", "\u00a0", "É",
     "du ", "et ", ", ", "son homologue ", "Les ", "un communiqué ", "Anne Leroy "]
)  # fmt: skip


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), text=st.one_of(st.text(max_size=80), st.lists(_PIECES, max_size=30).map("".join)))
def test_no_text_and_no_query_makes_it_raise(data, text, blank, actors):
    place = st.integers(0, max(0, len(text)))
    queries = []
    for _ in range(data.draw(st.integers(0, 5))):
        a, b = sorted((data.draw(place), data.draw(place)))
        c, d = sorted((data.draw(place), data.draw(place)))
        mention = data.draw(st.booleans())
        carried = data.draw(st.one_of(st.none(), st.integers(-2, 7)))
        queries.append(Query(a if mention else None, b if mention else None, None, ((c, d),), carried))
    found = Cast(blank(text), actors).resolve(queries)
    assert len(found) == len(queries)
    for speaker in found:
        assert speaker.names and all(name.strip() for name in speaker.names)
        assert speaker.kind in ("person", "state", "organisation", "group", "unnamed")
        assert 0 <= speaker.certainty <= 1


def test_time_grows_about_linearly(blank, actors):
    unit = "Le ministre Paul Morin a salué la Chine. Il a promis une aide à Anne Leroy, maire de Brest. "

    def seconds(times: int) -> float:
        doc = blank(unit * times)
        queries = [Query(41 + k * len(unit), 43 + k * len(unit)) for k in range(times)]
        start = time.perf_counter()
        Cast(doc, actors).resolve(queries)
        return time.perf_counter() - start

    seconds(5)
    short, long = min(seconds(20) for _ in range(3)), min(seconds(160) for _ in range(2))
    assert long < 8 * short * 4


def _shared() -> Path:
    return Path(os.environ.get("PORTE_PAROLE_SHARED", Path(__file__).resolve().parents[2] / "shared"))


def test_right_speakers_on_the_hand_coded_articles(nlp, actors):
    gold = _shared() / "gold" / "dev"
    if not gold.is_dir():
        pytest.skip(
            f"no hand-coded articles at {gold}; set PORTE_PAROLE_SHARED to the folder that holds gold/dev"
        )
    sys.path.insert(0, str(_shared() / "tools"))
    from score_gold import same_speakers

    right = total = 0
    for file in sorted(gold.glob("*.json")):
        article = json.loads(file.read_text(encoding="utf-8"))
        published = datetime.fromisoformat(article["published"]) if article["published"] else None
        queries = []
        for k, s in enumerate(article["statements"]):
            start, end = s["speaker_mention"] or (None, None)
            queries.append(
                Query(start, end, s["cue"], tuple(map(tuple, s["content"])), k - 1 if start is None else None)
            )
        found = Cast(nlp(article["text"]), actors, published).resolve(queries)
        right += sum(
            same_speakers(s["speakers"], f.names) for s, f in zip(article["statements"], found, strict=True)
        )
        total += len(found)
    assert right / total >= 0.95


PRESS = yaml.safe_load((Path(__file__).parent / "speakers" / "press.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", PRESS, ids=lambda case: case["s"][:60])
def test_speakers_in_the_manner_of_the_press(nlp, actors, case, request):
    if "known" in case:
        request.applymarker(pytest.mark.xfail(strict=True, reason=case["known"]))
    text, queries, expected = unmark(case["s"])
    found = Cast(nlp(text), actors, datetime(2016, 6, 1)).resolve(queries)
    assert [(sorted(map(fold, s.names)), s.kind) for s in found] == [
        (sorted(map(fold, names)), kind) for names, kind in expected
    ]
