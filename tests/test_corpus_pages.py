"""Web pages and press-database exports, whole and broken."""

from __future__ import annotations

import warnings

import pytest

from analysis.corpus import CorpusError, read_corpus

P1 = "Le président biélorusse est arrivé mardi à Pékin pour trois jours, a annoncé son porte-parole."
P2 = "« Nous soutenons pleinement cette initiative », a-t-il déclaré à Xinhua, saluant un « vieil ami »."
P3 = "De son côté, la Chine a souligné la confiance entre les deux pays et promis d’élargir les échanges."
MENU = "<nav><ul><li><a href='/'>Accueil</a></li><li><a href='/eco'>Économie</a></li></ul></nav>"
FOOT = "<footer><p>Abonnez-vous à notre lettre. Tous droits réservés.</p></footer>"
HEAD = """<head><meta charset="{charset}"><title>Visite d’État – Le Journal</title>
<meta property="og:title" content="Visite d’État à Pékin"><meta property="og:site_name" content="Le Journal">
<meta property="article:published_time" content="2023-03-01T08:00:00+01:00"></head>"""


def page(charset="utf-8", closed=True):
    head = HEAD.replace("{charset}", charset)
    paragraphs = "".join(f"<p>{text}" + ("</p>" if closed else "") for text in (P1, P2, P3))
    body = f"{MENU}<article><h1>Visite d’État à Pékin</h1>{paragraphs}" + ("</article>" if closed else "")
    return f"<!DOCTYPE html><html>{head}<body>{body}{FOOT}" + ("</body></html>" if closed else "")


def read(path, **how):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return read_corpus(path, **how)


def test_a_page_gives_its_article_without_menu_and_footer(tmp_path):
    (tmp_path / "a.html").write_text(page(), encoding="utf-8")
    row = read(tmp_path / "a.html").iloc[0]
    assert [line for line in row["text"].split("\n") if line in (P1, P2, P3)] == [P1, P2, P3]
    assert "Accueil" not in row["text"] and "Abonnez" not in row["text"]
    assert (row["title"], row["outlet"]) == ("Visite d’État à Pékin", "Le Journal")
    assert str(row["published"].date()) == "2023-03-01"


@pytest.mark.parametrize(
    ("written", "declared"), [("cp1252", "iso-8859-1"), ("utf-8", "utf-8"), ("cp1252", "utf-8")]
)
def test_the_declared_encoding_is_a_hint_and_no_more(tmp_path, written, declared):
    text = page(declared)
    (tmp_path / "a.html").write_bytes(text.encode(written))
    assert P1 in read(tmp_path / "a.html").loc[0, "text"]


def test_broken_html_is_read_as_a_browser_would(tmp_path):
    broken = page(closed=False).replace("<article>", "<article><div><b><i>").replace("</nav>", "")
    (tmp_path / "a.html").write_text(broken, encoding="utf-8")
    text = read(tmp_path / "a.html").loc[0, "text"]
    assert P2 in text and P3 in text


def test_a_page_cut_in_the_middle_of_a_tag(tmp_path):
    whole = page()
    (tmp_path / "a.html").write_text(whole[: whole.index(P3) + 40] + "<a hre", encoding="utf-8")
    assert P2 in read(tmp_path / "a.html").loc[0, "text"]


@pytest.mark.parametrize(
    "empty", ["", " \n", "<html></html>", "<html><body><nav><a href='/'>Accueil</a></nav></body>"]
)
def test_a_page_without_article_is_said(tmp_path, empty):
    (tmp_path / "a.html").write_text(empty, encoding="utf-8")
    with pytest.raises(CorpusError, match="no article could be read"):
        read_corpus(tmp_path / "a.html")


def test_scripts_are_no_text(tmp_path):
    evil = page().replace("</article>", "<script>alert('ministre')</script></article>")
    (tmp_path / "a.html").write_text(evil, encoding="utf-8")
    assert "alert" not in read(tmp_path / "a.html").loc[0, "text"]


EUROPRESSE = """<html><body>
<article><header><div class="rdp__DocPublicationName"><span class="DocPublicationName">Le Monde,
no. 24331</span></div>
<div><span class="DocHeader">International, mercredi 1 mars 2023, p. 4</span></div>
<div class="titreArticle"><p class="titreArticleVisu rdp__articletitle">Minsk et Pékin
resserrent les rangs</p></div></header>
<section><div class="DocText clearfix"><div class="docOcurrContainer"><p>{one}</p>
<p>Puis <b>Xi Jinping</b> a dit :
«\xa0{two}\xa0»</p></div></div></section></article>
<article><header><span class="DocPublicationName">La Croix</span>
<span class="DocHeader">jeudi 2 mars 2023</span>
</header><section><div class="DocText clearfix"><p>{three}</p></div></section></article>
</body></html>"""


def test_europresse_gives_one_row_per_article(tmp_path):
    (tmp_path / "e.html").write_text(EUROPRESSE.format(one=P1, two=P2, three=P3), encoding="utf-8")
    articles = read(tmp_path / "e.html")
    assert list(articles["article_id"]) == ["e-1", "e-2"]
    assert list(articles["outlet"]) == ["Le Monde", "La Croix"]
    assert [str(day.date()) for day in articles["published"]] == ["2023-03-01", "2023-03-02"]
    assert articles.loc[0, "title"] == "Minsk et Pékin resserrent les rangs"
    assert articles.loc[0, "text"] == f"{P1}\nPuis Xi Jinping a dit : «\xa0{P2}\xa0»"
    assert articles.loc[1, "text"] == P3
    assert articles.loc[1, "source"].endswith("e.html#2")


FACTIVA = """<html><body><div class="article frArticle"><p></p>
<div id="hd"><span class="frHeadline">Visite à Pékin</span></div><div>312 mots</div><div>1 mars 2023</div>
<div>10:42</div><div>Agence France Presse</div><div>AFPFR</div><div>Français</div>
<p class="articleParagraph frarticleParagraph">{one}</p>
<p class="articleParagraph frarticleParagraph">{two}</p></div>
<div class="article frArticle"><table><tr><td><b>HD</b></td><td>Un titre codé</td></tr>
<tr><td><b>PD</b></td><td>2 mars 2023</td></tr><tr><td><b>SN</b></td><td>Le Temps</td></tr>
<tr><td><b>LP</b></td><td><p>{three}</p></td></tr><tr><td><b>TD</b></td><td><p>{one}</p><p>{two}</p></td></tr>
</table></div></body></html>"""


def test_factiva_with_and_without_field_codes(tmp_path):
    (tmp_path / "f.html").write_text(FACTIVA.format(one=P1, two=P2, three=P3), encoding="utf-8")
    articles = read(tmp_path / "f.html")
    assert list(articles["title"]) == ["Visite à Pékin", "Un titre codé"]
    assert list(articles["outlet"]) == ["Agence France Presse", "Le Temps"]
    assert [str(day.date()) for day in articles["published"]] == ["2023-03-01", "2023-03-02"]
    assert list(articles["text"]) == [f"{P1}\n{P2}", f"{P3}\n{P1}\n{P2}"]
