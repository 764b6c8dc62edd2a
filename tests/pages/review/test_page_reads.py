"""What a rerun of Review and a tick ask the database: one read, and one write before it."""

from __future__ import annotations

from modelsync.core.actors import LOCAL
from modelsync.server import shared
from tests.support.app_pages import LISTINGS, edit, opened, waiting
from tests.support.statement_counts import counted


def test_a_rerun_is_one_transaction(service):
    service.sync_with_providers(LISTINGS, actor=LOCAL)
    page = opened("review")
    with counted(shared.shared_service()) as (begun, sent):
        page.run()
    assert (len(begun), set(sent)) == (1, {"SELECT"})


def test_a_tick_is_one_write_and_the_read_of_its_rerun(service):
    service.sync_with_providers(LISTINGS, actor=LOCAL)
    page = opened("review")
    with counted(shared.shared_service()) as (begun, sent):
        edit(page, "review_new", "gpt-5.4", approve=False)
    assert (len(begun), sent.count("UPDATE")) == (2, 1)
    assert waiting(service)["openai"].review.ticks == {"gpt-5.4": False}
