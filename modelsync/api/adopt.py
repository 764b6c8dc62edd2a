"""Route that takes over another catalogue from a file."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, UploadFile
from pydantic import Field

from modelsync.api.documented import answers
from modelsync.api.request_bodies import examples
from modelsync.api.requests import Service, StrictRoute, WhoActs
from modelsync.core.adoption.source import Adoption
from modelsync.core.values import Value
from modelsync.server.limits import UPLOAD_BYTES

router = APIRouter(prefix="/api/v1", route_class=StrictRoute)

_FILE = "At most 5 MB and 50,000 rows; its name ends in .csv, .tsv, .json, .yaml or .yml and says of which form it is."


class AdoptForm(Value):
    """A file, and a map where the usual names of columns do not do."""

    model_config = examples({"file": "model_id,name,enabled\ngpt-5.4,Our flagship,yes\n", "keepIds": False})

    file: Annotated[UploadFile, Field(description=_FILE)]
    map: Annotated[UploadFile | None, Field(description="Says which column is what (TOML).")] = None
    keep_ids: Annotated[bool, Field(description="Keep the ids of the rows, too.")] = False


@router.post("/adopt", responses=answers(400, 401, 403, 413, 415, 422, 429, 503), max_body_size=UPLOAD_BYTES)
def adopt(
    service: Service, actor: WhoActs, asked: Annotated[AdoptForm, Form(media_type="multipart/form-data")]
) -> Adoption:
    """Take over the models of a file as a plan for each provider, to review and apply; the catalogue stays unchanged."""
    options: dict[str, Any] = {"actor": actor, "keep_ids": asked.keep_ids}
    if asked.map is not None:
        options |= {"map_name": asked.map.filename or "", "map_content": asked.map.file.read()}
    return service.adopt_file(asked.file.filename or "", asked.file.file.read(), **options)
