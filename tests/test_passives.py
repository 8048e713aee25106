"""One content with two sources: "saluée par X et critiquée par Y"."""

from __future__ import annotations

import pandas as pd

from analysis.statements import extract_statements


def test_coordinated_agents_share_their_content():
    text = "L'initiative a été saluée par les syndicats et critiquée par le patronat."
    found = extract_statements(pd.DataFrame({"article_id": ["a"], "text": [text]}))
    assert found.content.tolist() == ["L'initiative"] * 2
    assert found.speaker_mention.tolist() == ["les syndicats", "le patronat"]
    assert found.statement_id.is_unique
