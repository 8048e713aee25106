"""Reading a corpus: every kind of file, every kind of trouble; the text itself is never touched."""

from __future__ import annotations

import hashlib
import json
import warnings
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.corpus import CorpusError, CorpusWarning, read_corpus
from analysis.tables import ARTICLES, check

ROOT = Path(__file__).resolve().parents[1]
FRENCH = "Le ministre a déclaré que « la France ne cédera pas » à la pression de ses voisins."
OTHER = "Selon la présidente de la région, les travaux de la gare ne seront pas achevés avant l’été prochain."
ENGLISH = (
    "The minister said on Monday that the talks with the neighbours would go on and that he was hopeful."
)


def read(source, **how):
    """Read, and give the warnings beside the table."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        table = read_corpus(source, **how)
    said = [str(w.message) for w in caught if w.category is CorpusWarning]
    assert len(said) <= 1
    return table, said[0] if said else ""


def reasons(table):
    return [error["reason"] for error in table.attrs["errors"]]


# --- the seed


def test_the_seed_is_one_article_byte_for_byte():
    articles, said = read(ROOT / "seeds")
    assert list(articles["article_id"]) == ["seed"]
    raw = (ROOT / "seeds/articles/visite-de-loukachenko-a-pekin.txt").read_bytes()
    row = articles.iloc[0]
    assert row["text"].encode() == raw
    assert hashlib.sha256(raw).hexdigest() == row["sha256"]
    assert row["sha256"] == "c69bcba65ef9b096d327f5b65a502197504d9fb02947b6" + row["sha256"][46:]
    assert row["outlet"] == "Chine-Magazine"
    assert pd.isna(row["title"]) and pd.isna(row["published"])  # unknown stays empty
    assert said == ""


def test_the_seed_and_its_coding_have_the_same_text():
    coded = json.loads((ROOT / "seeds/coding/seed.json").read_text(encoding="utf-8"))
    articles, _ = read(ROOT / "seeds")
    assert coded["text"] == articles.iloc[0]["text"]
    assert len(coded["statements"]) == 17


# --- kinds of files


def test_a_folder_gives_an_article_for_each_file_and_names_it_by_its_place(tmp_path):
    (tmp_path / "2023").mkdir()
    (tmp_path / "2023" / "a.txt").write_text(FRENCH, encoding="utf-8")
    (tmp_path / "b.txt").write_text(OTHER, encoding="utf-8")
    (tmp_path / "notes.docx").write_bytes(b"PK")
    (tmp_path / ".cache.txt").write_text(FRENCH, encoding="utf-8")
    articles, said = read(tmp_path)
    assert list(articles["article_id"]) == ["2023/a", "b"]
    assert "1 × file of another kind, not read (.docx)" in said
    check(articles, ARTICLES)
    assert articles["published"].dtype == "datetime64[s]"


def test_a_glob_and_a_list_of_paths(tmp_path):
    for name, text in (("a.txt", FRENCH), ("b.txt", OTHER)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert list(read(str(tmp_path / "*.txt"))[0]["article_id"]) == ["a", "b"]
    assert list(read([tmp_path / "b.txt", tmp_path / "a.txt"])[0]["article_id"]) == ["b", "a"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_in_any_separator_and_encoding(tmp_path, separator, encoding):
    rows = pd.DataFrame(
        {
            "Article_ID": ["x", "y"],
            "text": [FRENCH + "\nUne ligne ; une autre, « deux ».", OTHER],
            "published": ["2023-03-01", "02/03/2023"],
            "rubrique": ["Monde", "Régions"],
        }
    )
    rows.to_csv(tmp_path / "c.csv", sep=separator, index=False, encoding=encoding)
    articles, said = read(tmp_path / "c.csv")
    assert list(articles["text"]) == list(rows["text"])
    assert [str(day.date()) for day in articles["published"]] == ["2023-03-01", "2023-03-02"]
    assert list(articles["rubrique"]) == ["Monde", "Régions"]
    assert ("read as" in said) == (encoding in ("cp1252", "utf-16"))


def test_excel_s_separator_line_is_obeyed(tmp_path):
    (tmp_path / "c.csv").write_text(f'sep=;\ntext;outlet\n"{FRENCH}";Le Temps\n', encoding="utf-8")
    articles, _ = read(tmp_path / "c.csv")
    assert articles.loc[0, "outlet"] == "Le Temps"
    assert articles.loc[0, "source"].endswith("c.csv:3")


def test_jsonl_and_parquet_give_the_same_articles(tmp_path):
    names = ["article_id", "title", "published", "outlet", "text", "url"]
    rows = [
        dict(zip(names, [7, "Un titre", "2023-03-01", "", FRENCH, "http://x"], strict=True)),
        dict(zip(names, [8, None, None, None, OTHER, None], strict=True)),
    ]
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (tmp_path / "c.jsonl").write_text(lines, encoding="utf-8")
    pd.DataFrame(rows).to_parquet(tmp_path / "c.parquet")
    one, two = read(tmp_path / "c.jsonl")[0], read(tmp_path / "c.parquet")[0]
    assert list(one["article_id"]) == ["7", "8"]
    assert one.loc[0, "source"] == "http://x"
    assert one.loc[1, "source"].endswith("c.jsonl:2")
    assert one["title"].isna().tolist() == [False, True] and one["outlet"].isna().all()
    columns = ["article_id", "title", "published", "outlet", "text", "sha256"]
    pd.testing.assert_frame_equal(one[columns], two[columns])


def test_a_line_separator_inside_a_text_does_not_split_a_json_line(tmp_path):
    text = FRENCH + "\u2028" + OTHER
    (tmp_path / "c.jsonl").write_text(json.dumps({"text": text}, ensure_ascii=False), encoding="utf-8")
    assert read(tmp_path / "c.jsonl")[0].loc[0, "text"] == text


def test_a_dataframe_of_one_s_own():
    articles, _ = read(pd.DataFrame({"text": [FRENCH, OTHER], "outlet": ["Le Monde", None]}))
    assert list(articles["article_id"]) == ["table-1", "table-2"]


def test_a_table_may_name_files_beside_it(tmp_path):
    (tmp_path / "textes").mkdir()
    (tmp_path / "textes" / "un.txt").write_text(FRENCH, encoding="utf-8")
    table = "article_id,title,file\nA,Un titre,textes/un.txt\nB,Absent,textes/deux.txt\nC,Dehors,../passwd\n"
    (tmp_path / "meta.csv").write_text(table, encoding="utf-8")
    articles, _ = read(tmp_path)
    assert list(articles["article_id"]) == ["A"]  # and the file is not read a second time
    assert articles.loc[0, "title"] == "Un titre"
    assert reasons(articles) == [
        "no article 'textes/deux.txt' beside the table",
        "no article '../passwd' beside the table",
    ]


# --- text


def test_line_ends_of_text_files_are_the_same_on_every_machine(tmp_path):
    (tmp_path / "a.txt").write_bytes(FRENCH.encode() + b"\r\n\r\n" + OTHER.encode())
    assert read(tmp_path / "a.txt")[0].loc[0, "text"] == FRENCH + "\n\n" + OTHER


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman"]
)
def test_the_encoding_is_found(tmp_path, encoding):
    text = f"{FRENCH}\n{OTHER}\nL’œuvre coûte 3 000 euros, a-t-il ajouté à Noël."
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    articles, said = read(tmp_path / "a.txt")
    assert articles.loc[0, "text"] == text
    assert (said == "") == encoding.startswith("utf-8")


def test_an_encoding_that_is_given_is_obeyed(tmp_path):
    (tmp_path / "a.txt").write_bytes(FRENCH.encode("cp1252"))
    with pytest.raises(CorpusError, match="byte 0xe9 on line 1 is not utf-8"):
        read_corpus(tmp_path / "a.txt", encoding="utf-8")
    replaced, _ = read(tmp_path / "a.txt", encoding="utf-8", errors="replace")
    assert "d\ufffdclar\ufffd" in replaced.loc[0, "text"]
    with pytest.raises(CorpusError, match=r"unknown encoding 'utf9'. Did you mean 'utf-8'"):
        read_corpus(tmp_path / "a.txt", encoding="utf9")


def test_accents_decoded_twice_are_said(tmp_path):
    (tmp_path / "a.txt").write_text(FRENCH.encode().decode("cp1252"), encoding="utf-8")
    assert "decoded twice" in read(tmp_path / "a.txt")[1]


def test_a_character_beyond_the_basic_plane_stays_one_place(tmp_path):
    text = "🇫🇷 " + FRENCH
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    read_back = read(tmp_path / "a.txt")[0].loc[0, "text"]
    assert read_back[read_back.index("Le") :] == FRENCH


# --- trouble: the run goes on, and each is said with its place


def test_every_bad_article_is_reported_and_the_good_one_is_read(tmp_path):
    (tmp_path / "bon.txt").write_text(FRENCH, encoding="utf-8")
    (tmp_path / "vide.txt").write_bytes(b"")
    (tmp_path / "blanc.txt").write_text(" \n\n", encoding="utf-8")
    (tmp_path / "image.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    (tmp_path / "octets.txt").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "english.txt").write_text(ENGLISH, encoding="utf-8")
    (tmp_path / "pekin.txt").write_text("中国外交部发言人华春莹宣布访问。" * 3, encoding="utf-8")
    (tmp_path / "page.html").write_text("<html><body><div></body>", encoding="utf-8")
    (tmp_path / "vide.csv").write_bytes(b"")
    (tmp_path / "sans.csv").write_text("titre,corps\na,b\n", encoding="utf-8")
    (tmp_path / "faux.parquet").write_bytes(b"PAR1 not really")
    articles, said = read(tmp_path)
    assert list(articles["article_id"]) == ["bon"]
    by_file = {Path(error["file"]).name: error for error in articles.attrs["errors"]}
    assert len(by_file) == 10
    assert "10 left out" in said
    assert "PNG" in by_file["image.txt"]["reason"]
    assert "binary" in by_file["octets.txt"]["reason"]
    assert by_file["english.txt"]["reason"].startswith("not French: ")
    assert "English" in by_file["english.txt"]["reason"]
    assert by_file["sans.csv"]["reason"] == "no column 'text'; its columns are 'titre', 'corps'"
    assert by_file["sans.csv"]["what_to_do"].endswith("Did you mean 'corps'?")
    assert "not a Parquet table" in by_file["faux.parquet"]["reason"]
    assert all(error["what_to_do"] and error["stage"] == "read" for error in by_file.values())


def test_bad_lines_of_json_are_counted_by_their_number(tmp_path):
    lines = [
        json.dumps({"text": FRENCH}),
        "{bad",
        "[1]",
        '{"title": "sans texte"}',
        '{"text": 3}',
        '{"text": "\\ud800"}',
    ]
    (tmp_path / "c.jsonl").write_text("\n".join(lines), encoding="utf-8")
    articles, _ = read(tmp_path / "c.jsonl")
    assert [error["line"] for error in articles.attrs["errors"]] == [2, 3, 4, 5, 6]
    assert "column 2" in reasons(articles)[0]
    assert reasons(articles)[1] == "a JSON list where an object is expected"
    assert reasons(articles)[2] == "the text is empty"


def test_bad_rows_of_csv_are_counted_by_their_line(tmp_path):
    body = f'article_id,text\na,"{FRENCH}\nsuite"\nb,un,deux\nc,"{OTHER}"\nd,"jamais fermé\n'
    (tmp_path / "c.csv").write_text(body, encoding="utf-8")
    articles, _ = read(tmp_path / "c.csv")
    assert list(articles["article_id"]) == ["a", "c"]
    assert [error["line"] for error in articles.attrs["errors"]] == [4, 6]
    assert "3 cells where the header has 2" in reasons(articles)[0]
    assert reasons(articles)[1].startswith("broken CSV from this line on")


def test_a_missing_text_column_names_those_that_are_there(tmp_path):
    (tmp_path / "c.jsonl").write_text(json.dumps({"titre": "x", "Texte": FRENCH}), encoding="utf-8")
    with pytest.raises(
        CorpusError, match=r"no column 'text'; its columns are 'titre', 'Texte'.*mean 'Texte'"
    ):
        read_corpus(tmp_path / "c.jsonl")
    with pytest.raises(CorpusError, match="no column 'text'"):
        read_corpus(pd.DataFrame({"body": [FRENCH]}))


def test_an_id_used_twice(tmp_path):
    rows = [{"article_id": "a", "text": FRENCH}, {"article_id": "a", "text": OTHER}]
    (tmp_path / "c.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    articles, _ = read(tmp_path / "c.jsonl")
    assert len(articles) == 1
    assert "the article_id 'a' belongs to another text already" in reasons(articles)[0]
    assert articles.attrs["errors"][0]["line"] == 2


def test_the_same_text_twice_is_kept_once_unless_asked_for():
    table = pd.DataFrame({"article_id": ["a", "b"], "text": [FRENCH, FRENCH]})
    articles, _ = read(table)
    assert list(articles["article_id"]) == ["a"]
    assert reasons(articles) == ["the same text as article 'a', which is kept"]
    assert len(read(table, keep_duplicates=True)[0]) == 2


def test_ten_megabytes_of_text_are_no_article(tmp_path):
    (tmp_path / "long.txt").write_text((FRENCH + "\n") * 100_000, encoding="utf-8")
    (tmp_path / "bon.txt").write_text(OTHER, encoding="utf-8")
    articles, _ = read(tmp_path)
    assert list(articles["article_id"]) == ["bon"]
    assert "characters, more than the 300,000 of one article" in reasons(articles)[0]


def test_ten_megabytes_of_articles_are_read(tmp_path):
    rows = (json.dumps({"text": f"{FRENCH} Numéro {i}. " * 10}, ensure_ascii=False) for i in range(9_000))
    (tmp_path / "c.jsonl").write_text("\n".join(rows), encoding="utf-8")
    assert (tmp_path / "c.jsonl").stat().st_size > 9_000_000
    assert len(read(tmp_path / "c.jsonl")[0]) == 9_000


def test_nothing_to_read_is_an_error_that_says_what_could_be_meant(tmp_path):
    (tmp_path / "corpus.txt").write_text(FRENCH, encoding="utf-8")
    with pytest.raises(CorpusError, match=r"no file or folder '.*corpus.tx'. Did you mean 'corpus.txt'"):
        read_corpus(tmp_path / "corpus.tx")
    with pytest.raises(CorpusError, match="no readable file matches"):
        read_corpus(str(tmp_path / "*.html"))
    (tmp_path / "vide").mkdir()
    with pytest.raises(CorpusError, match=r"no article in .* Readable are: .txt"):
        read_corpus(tmp_path / "vide")
    (tmp_path / "a.docx").write_bytes(b"PK\x03\x04")
    with pytest.raises(CorpusError, match="Export it as one of these"):
        read_corpus(tmp_path / "a.docx")
    with pytest.raises(CorpusError, match="a corpus is a path or a DataFrame, not int"):
        read_corpus(3)


# --- language


@pytest.mark.parametrize(
    "text",
    [
        ENGLISH,
        "Der Minister sagte am Montag, dass die Gespräche mit den Nachbarn nicht zu Ende sind.",
        "El ministro dijo el lunes que las negociaciones con los vecinos seguirán en el país.",
        "Il ministro ha detto lunedì che i negoziati con i vicini vanno avanti e che non si ferma.",
        "Министр сказал в понедельник, что переговоры с соседями продолжаются и что он надеется.",
    ],
)
def test_other_languages_are_left_out(text):
    with pytest.raises(CorpusError, match="not French"):
        read_corpus(pd.DataFrame({"text": [text]}))


@pytest.mark.parametrize(
    "text",
    [
        "Non.",
        "« On verra », dit-il.",
        "LE MINISTRE A DECLARE QUE LA FRANCE NE CEDERA PAS A LA PRESSION DE SES VOISINS",
        f"{FRENCH} « The show must go on and the people of this country will not be afraid », a-t-il ajouté.",
    ],
)
def test_short_capital_and_mixed_texts_are_kept(text):
    assert len(read_corpus(pd.DataFrame({"text": [text]}))) == 1


# --- dates


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2023-03-01", "2023-03-01"),
        ("2023-03-01T23:30:00+01:00", "2023-03-01"),
        ("20230301", "2023-03-01"),
        ("01/03/2023", "2023-03-01"),
        ("1er mars 2023", "2023-03-01"),
        ("Mercredi 1 Mars 2023, p. 12", "2023-03-01"),
        ("14 févr. 2023", "2023-02-14"),
        (pd.Timestamp("2023-03-01 10:00"), "2023-03-01"),
        ("31/02/2023", None),
        ("hier", None),
        ("", None),
        (None, None),
    ],
)
def test_dates_as_the_press_writes_them(written, day):
    articles, said = read(pd.DataFrame({"text": [FRENCH], "published": [written]}))
    found = articles.loc[0, "published"]
    assert (None if pd.isna(found) else str(found.date())) == day
    assert ("cannot be read, left empty" in said) == (day is None and bool(written))


# --- properties


@settings(max_examples=150, deadline=None)
@given(raw=st.binary(max_size=400), suffix=st.sampled_from([".txt", ".csv", ".jsonl", ".html", ".parquet"]))
def test_no_bytes_make_it_raise_anything_but_its_own_error(raw, suffix, tmp_path_factory):
    path = tmp_path_factory.mktemp("octets") / f"a{suffix}"
    path.write_bytes(raw)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            articles = read_corpus(path)
        except CorpusError as error:
            assert str(path) in str(error)
        else:
            check(articles, ARTICLES)


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=300), kind=st.sampled_from(["jsonl", "csv", "parquet", "frame"]))
def test_a_text_that_is_read_is_read_unchanged(text, kind, tmp_path_factory):
    text = f"{FRENCH}\n{text}\n{OTHER}"
    folder = tmp_path_factory.mktemp("textes")
    table = pd.DataFrame({"text": [text]})
    source = folder / f"c.{kind}"
    if kind == "jsonl":
        source.write_text(json.dumps({"text": text}), encoding="utf-8")
    elif kind == "csv":
        table.to_csv(source, index=False, encoding="utf-8")
    elif kind == "parquet":
        table.to_parquet(source)
    else:
        source = table
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            assert read_corpus(source).loc[0, "text"] == text
        except CorpusError as error:
            binary = "\x00" in text and "binary" in str(error)
            assert binary or "control characters" in str(error)
