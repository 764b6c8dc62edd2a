"""The use cases: sync with a provider, review, apply, edit, decide, undo. One function each, one transaction each.

`AiModelSyncService` is what the dashboard, the command line and the HTTP API call. It believes nothing that a client
sends beyond ids and edits: it works from the stored plan and checks everything again. Whatever changes something takes
the actor, and refuses one who may only look.
"""

from modelsync.service.apply import Applying
from modelsync.service.decisions import Deciding
from modelsync.service.prices import Prices
from modelsync.service.runs import History
from modelsync.service.sign_outs import SignOuts
from modelsync.service.status import Reporting
from modelsync.service.sync import Progress, Syncing
from modelsync.service.tokens import Tokens

__all__ = ["AiModelSyncService", "Progress"]


class AiModelSyncService(Syncing, Applying, Prices, Deciding, History, Tokens, SignOuts, Reporting):
    """The two procedures, sync and apply, and everything an admin does around them.

    ``transport`` replaces the network (demo); ``clock`` gives the time in UTC.
    """
