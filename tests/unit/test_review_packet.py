"""The review packet: what a reviewer must know as one Markdown document, in which no foreign text acts and nothing is lost unsaid."""

from __future__ import annotations

import re
import string
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from modelsync.core.edits import Edit
from modelsync.core.kinds import clean_text
from modelsync.core.lifecycle import Lifecycle
from modelsync.core.models import Exclusion, ModelSyncDiff, ModelUpdate, Notice
from modelsync.core.plans import Plan, Review
from modelsync.core.safety import Finding, PlanContext
from modelsync.report.markdown import code, row, text
from modelsync.report.packet import MOST_CHARACTERS, Reviewed, packet
from tests.support.markdown_tables import tables
from tests.support.models import normalised, price

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
HOSTILE = [
    "a|b",
    "`x` ``y`` `",
    "one\ntwo\r\n\n# three",
    "<script>alert(1)</script>",
    "![x](https://evil.example/p.png)",
    "[x](javascript:alert(1))",
    "**bold** _it_ ~~gone~~ $x$",
    "&lt;b&gt; &#124; \\| \\\\|",
    "@everyone #1 www.evil.example https://evil.example :tada:",
    "- item",
    "1. item",
    "=1+1",
    "| --- | --- |",
    "\u202egnp.exe",
]


def plan(review=None, **parts):
    diff = ModelSyncDiff(
        **{"plan_id": "p1", "provider": "openai", "fetched_at": NOON, "listing_sha256": "0", "listed": 9}
        | parts
    )
    context = PlanContext(in_doubt=frozenset({"new-b"}), proofs={"gone-a": "gone", "gone-b": "answers"})
    return Plan(
        id="p1",
        provider="openai",
        actor="local:ada",
        fetched_at=NOON,
        digest="0",
        diff=diff,
        context=context,
        review=review or Review(),
    )


def document(made, **more):
    return packet([Reviewed(made, "OpenAI", **more)])


def test_the_packet_says_what_changes_why_and_what_was_left_out():
    updated = ModelUpdate(
        existing=normalised("up", pricing=price("2.50"), display_name="Up"),
        updated=normalised("up", pricing=price("8"), display_name="Up"),
        changed_fields=("pricing.input",),
    )
    gone = normalised("gone-a", lifecycle=Lifecycle(replacement="up"))
    made = plan(
        new_models=(normalised("new-a", context_window=400_000, pricing=price()), normalised("new-b")),
        updated_models=(updated,),
        archived_models=(gone, normalised("gone-b")),
        excluded=(Exclusion(universal_model_id="tts-1", rule="speech", reason="Produces speech"),),
        warnings=(Notice(code="unrecognised", message="zeppelin stays out"),),
        review=Review(
            ticks={"up": False}, edits={"new-a": Edit(display_name="A | B", enabled=True)}, by="ada", at=NOON
        ),
    )
    finding = Finding(code="enabled-archived", message="gone-a is enabled")
    out = document(made, findings=[finding], conflicts=["up: name was a, is b"], checksum="c" * 64)
    found, _ = tables(out)
    assert found == {
        "New (2)": [
            [
                "yes",
                "new-a",
                "A | B",
                "400k context · $1.25 in, $10 out · renamed, was “NEW-A” · enabled by the reviewer",
            ],
            ["undecided", "new-b", "NEW-B", "no limits known · no price"],
        ],
        "Updated (1)": [["rejected", "up", "Up", "input $2.50 → $8"]],
        "Archived (2)": [
            ["yes", "gone-a", "GONE-A", "removed by the provider · successor up"],
            ["no", "gone-b", "GONE-B", "not listed, but still answers"],
        ],
        "Excluded": [["tts-1", "speech", "Produces speech"]],
    }
    for line in (
        "# Model changes: OpenAI",
        "## OpenAI: 2 new, 1 updated, 2 archived, 1 excluded",
        "2 of 5 changes approved, 1 rejected, 1 undecided.",
        f"Checksum of what is approved: `{'c' * 64}`",
        "### Confirmation required",
        "- gone-a is enabled",
        "### No longer fits the catalogue",
        "- up: name was a, is b",
        "- zeppelin stays out",
        "By rule: 1 speech",
    ):
        assert line in out.splitlines()


def test_a_plan_without_changes_says_so():
    out = document(plan())
    assert "Up to date: no change is pending." in out
    assert "|" not in out


def test_sixty_thousand_characters_are_the_end_and_the_rest_is_counted():
    many = tuple(normalised(f"model-{number:05}", display_name="|" * 255) for number in range(5000))
    few = (normalised("gone-a"),)
    made = plan(new_models=many, archived_models=few)
    found = [Finding(code="x", message=f"{number} {'y' * 300}") for number in range(500)]
    out = document(made, findings=found)
    assert MOST_CHARACTERS - 2000 < len(out) <= MOST_CHARACTERS
    rows, _ = tables(out)
    assert [cells[1] for cells in rows["Archived (1)"]] == ["gone-a"]
    shown, findings = len(rows["New (5,000)"]), len(re.findall(r"^- \d", out, flags=re.MULTILINE))
    assert shown > 10
    assert findings > 10
    assert f"\nand {5000 - shown:,} more\n" in out
    assert f"\nand {500 - findings:,} more\n" in out


def test_several_providers_share_one_document_and_its_limit():
    many = tuple(normalised(f"model-{number:05}") for number in range(3000))
    both = [
        Reviewed(replace(plan(new_models=many), provider=name), name.title()) for name in ("openai", "google")
    ]
    out = packet(both)
    assert len(out) <= MOST_CHARACTERS
    assert out.startswith("# Model changes: Openai, Google\n")
    assert out.count(" more\n") == 2


def test_no_hostile_name_or_reason_leaves_its_cell_or_acts():
    models = [normalised(f"m{at:02}", display_name=name) for at, name in enumerate(HOSTILE)]
    reasons = [
        Exclusion(universal_model_id=f"x{at:02}", rule="odd", reason=why) for at, why in enumerate(HOSTILE)
    ]
    out = document(plan(new_models=tuple(models), excluded=tuple(reasons)))
    found, tags = tables(out)
    assert tags == []
    assert [cells[2] for cells in found["New (14)"]] == [clean_text(name) for name in HOSTILE]
    assert [cells[2] for cells in found["Excluded"]] == [clean_text(why) for why in HOSTILE]
    for late in ("@everyone", "#1", "www.evil", "://", ":tada:"):  # what GitHub looks for after the markup
        assert late not in out


IDS = st.text(string.ascii_letters[:4] + string.punctuation, min_size=1, max_size=30)


@given(st.lists(st.tuples(IDS, st.text(max_size=30).filter(clean_text)), min_size=1))
def test_any_id_and_any_name_are_read_as_they_were_written(pairs):
    body = [row([code(id_), text(name)]) for id_, name in pairs]
    found, tags = tables("\n".join(["# x\n", row(["a", "b"]), row(["---", "---"]), *body]))
    assert tags == []
    assert found["x"] == [[id_, clean_text(name)] for id_, name in pairs]


def test_the_day_of_an_end_is_in_the_packet():
    ends = Lifecycle(retires_at=date(2027, 1, 2))
    out = document(plan(new_models=(normalised("a", lifecycle=ends, pricing=price(Decimal(1))),)))
    assert "retires 2027-01-02" in out
