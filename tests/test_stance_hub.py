"""Checkpoints made here, tiny and untrained: one like CamemBERT, one like DeBERTa."""

import json

import numpy as np
import pandas as pd
import pytest
import torch
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import (
    CamembertConfig,
    CamembertForSequenceClassification,
    DebertaV2Config,
    DebertaV2ForSequenceClassification,
    PreTrainedTokenizerFast,
)

from analysis.stance import ScorerError, get_scorer, score_sentiment, score_stance
from analysis.stance.hub import HubScorer, labels_of

NLI = {0: "contradiction", 1: "neutral", 2: "entailment"}
STANCE = {0: "AGAINST", 1: "FAVOR", 2: "NONE"}
TONE = {0: "Negative", 1: "Neutral", 2: "Positive"}
SIZES = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
STATEMENTS = pd.DataFrame(
    {
        "statement_id": ["a", "b", "c"],
        "cue": ["réclame", "a dit", None],
        "content": ["la levée des sanctions", "Bonjour à tous", "Il faut négocier avec Moscou, et vite."],
    }
)


def save_tokenizer(folder):
    words = ["<s>", "<pad>", "</s>", "<unk>", "la", "levée", "des", "sanctions", "il", "faut", "négocier"]
    tokenizer = Tokenizer(models.WordLevel({w: i for i, w in enumerate(words)}, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="<pad>", unk_token="<unk>", bos_token="<s>", eos_token="</s>"
    ).save_pretrained(folder)


def checkpoint(folder, kind, labels):
    torch.manual_seed(0)
    config_class, model_class = {
        "camembert": (CamembertConfig, CamembertForSequenceClassification),
        "deberta": (DebertaV2Config, DebertaV2ForSequenceClassification),
    }[kind]
    config = config_class(
        vocab_size=11, id2label=labels, label2id={v: k for k, v in labels.items()}, pad_token_id=1, **SIZES
    )
    model_class(config).save_pretrained(folder)
    save_tokenizer(folder)
    return folder


@pytest.mark.parametrize("kind", ["camembert", "deberta"])
def test_a_local_nli_checkpoint_scores_stance_and_tone(tmp_path, kind):
    name = f"hf:{checkpoint(tmp_path / kind, kind, NLI)}"
    stances = score_stance(STATEMENTS, scorer=name)
    assert len(stances) == 12
    assert set(stances["scorer"]) == {name}
    sums = stances[["p_favor", "p_against", "p_neutral", "p_unrelated"]].sum(axis=1)
    assert np.allclose(sums, 1, atol=1e-3)
    by = stances.set_index(["statement_id", "proposition"])
    assert by.loc[("b", "sanctions"), "p_neutral"] == 0
    assert by.loc[("a", "sanctions"), "p_unrelated"] == 0
    tone = score_sentiment(STATEMENTS, scorer=name)
    assert np.allclose(tone[["p_positive", "p_neutral", "p_negative"]].sum(axis=1), 1, atol=1e-3)


def test_the_label_order_comes_from_the_config(tmp_path):
    straight = HubScorer.load(str(checkpoint(tmp_path / "a", "camembert", NLI)))
    turned = HubScorer.load(
        str(checkpoint(tmp_path / "b", "camembert", {0: "entailment", 1: "neutral", 2: "contradiction"}))
    )
    from analysis.stance.themes import default_themes

    propositions = list(default_themes().propositions.values())
    one = straight.stance(STATEMENTS, propositions).probabilities
    other = turned.stance(STATEMENTS, propositions).probabilities
    assert np.allclose(one[..., 0], other[..., 1], atol=1e-6)


def test_batches_do_not_change_the_scores(tmp_path):
    scorer = HubScorer.load(str(checkpoint(tmp_path / "a", "deberta", STANCE)))
    texts = [
        ("la levée des sanctions", "il faut négocier"),
        ("il", "la levée"),
        ("la levée des sanctions", "la"),
    ]
    together = scorer._run(texts)
    alone = np.concatenate([scorer._run([t]) for t in texts])
    assert np.allclose(together, alone, atol=1e-5)


def test_a_stance_checkpoint_rates_no_tone_and_a_tone_checkpoint_no_stance(tmp_path):
    stance = f"hf:{checkpoint(tmp_path / 's', 'camembert', STANCE)}"
    tone = f"hf:{checkpoint(tmp_path / 't', 'camembert', TONE)}"
    assert len(score_stance(STATEMENTS, scorer=stance)) == 12
    assert len(score_sentiment(STATEMENTS, scorer=tone)) == 3
    with pytest.raises(ScorerError, match="rates stance only"):
        score_sentiment(STATEMENTS, scorer=stance)
    with pytest.raises(ScorerError, match="rates tone only"):
        score_stance(STATEMENTS, scorer=tone)


def test_labels_without_a_meaning_are_refused(tmp_path):
    with pytest.raises(ScorerError, match="mean neither entailment"):
        HubScorer.load(str(checkpoint(tmp_path, "camembert", {0: "LABEL_0", 1: "LABEL_1"})))
    assert labels_of({0: "1 star", 1: "2 stars", 2: "3 stars", 3: "4 stars", 4: "5 stars"}).task == "tone"


def test_weights_other_than_safetensors_are_refused(tmp_path):
    folder = checkpoint(tmp_path, "camembert", NLI)
    model = CamembertForSequenceClassification.from_pretrained(folder)
    (folder / "model.safetensors").unlink()
    torch.save(model.state_dict(), folder / "pytorch_model.bin")
    with pytest.raises(ScorerError, match="no safetensors weights"):
        HubScorer.load(str(folder))


def test_remote_code_is_refused(tmp_path):
    folder = checkpoint(tmp_path, "camembert", NLI)
    config = json.loads((folder / "config.json").read_text())
    config |= {"model_type": "own", "auto_map": {"AutoConfig": "own.Config"}}
    (folder / "config.json").write_text(json.dumps(config))
    with pytest.raises(ScorerError, match="never run here"):
        HubScorer.load(str(folder))


def test_a_revision_is_needed_and_no_network_is_said(monkeypatch):
    with pytest.raises(ScorerError, match="names no revision"):
        get_scorer("hf:camembert-base")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ScorerError, match=r"could not be fetched.*scorer='default'"):
        get_scorer("hf:nobody/nothing@0123456789012345678901234567890123456789")
