"""The pipelines of deals and their stages, which are the options of two properties."""

import json
import sqlite3
from typing import Any

from yardflow.sandbox.clock import Clock
from yardflow.sandbox.hubspot.bodies import number_in, objects_in, text_in
from yardflow.sandbox.hubspot.moments import iso
from yardflow.sandbox.hubspot.owners import Owners
from yardflow.sandbox.hubspot.records import Values
from yardflow.sandbox.hubspot.refusals import Refusal, invalid, not_there

DEFAULT = "default"
_STAGES = {
    "appointmentscheduled": ("Appointment scheduled", "0.2"),
    "qualifiedtobuy": ("Qualified to buy", "0.4"),
    "presentationscheduled": ("Presentation scheduled", "0.6"),
    "decisionmakerboughtin": ("Decision maker bought-in", "0.8"),
    "contractsent": ("Contract sent", "0.9"),
    "closedwon": ("Closed won", "1.0"),
    "closedlost": ("Closed lost", "0.0"),
}
_TABLE = """
    CREATE TABLE IF NOT EXISTS pipeline (
        id TEXT PRIMARY KEY, place INTEGER NOT NULL, body TEXT NOT NULL
    )
"""


class Pipelines:
    """Of deals alone: contacts and companies have none."""

    def __init__(self, database: sqlite3.Connection, clock: Clock, owners: Owners) -> None:
        self._database, self._clock, self._owners = database, clock, owners
        database.executescript(_TABLE)
        with database:
            self._add_default()

    def all(self) -> list[dict[str, Any]]:
        """In their order."""
        rows = self._database.execute("SELECT body FROM pipeline ORDER BY place, id")
        return [json.loads(row["body"]) for row in rows]

    def one(self, pipeline_id: str) -> dict[str, Any]:
        """The one with this id."""
        pipelines = (each for each in self.all() if each["id"] == pipeline_id)
        if (pipeline := next(pipelines, None)) is None:
            raise not_there()
        return pipeline

    def create(self, body: dict[str, Any]) -> dict[str, Any]:
        """A new one, with its stages."""
        label, stages = text_in(body, "label"), objects_in(body, "stages")
        if not label or not stages or not all(text_in(stage, "label") for stage in stages):
            raise Refusal(400, "A pipeline needs a label, and stages with labels.")
        known = self.all()
        pipeline_id = text_in(body, "pipelineId") or str(700_000 + len(known))
        if pipeline_id in {each["id"] for each in known}:
            raise Refusal(
                409, f"A pipeline with the id '{pipeline_id}' already exists.", "CONFLICT"
            )
        made = [
            (
                text_in(stage, "stageId") or f"{pipeline_id}{place:02}",
                stage["label"],
                stage.get("metadata") or {},
            )
            for place, stage in enumerate(stages)
        ]
        return self._save(pipeline_id, label, number_in(body, "displayOrder"), made)

    def options(self, name: str) -> set[str] | None:
        """The options that a property has here or of the owners; None where any value goes."""
        if name == "hubspot_owner_id":
            return self._owners.ids()
        if name == "pipeline":
            return {pipeline["id"] for pipeline in self.all()}
        if name == "dealstage":
            return {stage["id"] for pipeline in self.all() for stage in pipeline["stages"]}
        return None

    def placed(self, values: Values, before: Values) -> Values:
        """The values of a deal with its pipeline, which need not be said where there is only one.

        Raises:
            Refusal: the stage is not one of the pipeline's.
        """
        stage = values.get("dealstage") or before.get("dealstage", "")
        pipeline_id = values.get("pipeline") or before.get("pipeline", "")
        if not pipeline_id and len(pipelines := self.all()) == 1:
            pipeline_id = pipelines[0]["id"]
            values = {**values, "pipeline": pipeline_id}
        if stage and not pipeline_id:
            raise invalid([("pipeline", "REQUIRED_FIELD", "pipeline is required.")])
        if not pipeline_id:
            return values
        allowed = [each["id"] for each in self.one(pipeline_id)["stages"]]
        if stage and stage not in allowed:
            message = f"{stage} was not one of the allowed options: [{', '.join(allowed)}]"
            raise invalid([("dealstage", "INVALID_OPTION", message)])
        return values

    def clear(self) -> None:
        """Only the default one from now on."""
        self._database.execute("DELETE FROM pipeline")
        self._add_default()

    def _add_default(self) -> None:
        if not self.all():
            stages = [
                (
                    stage,
                    label,
                    {"isClosed": str(stage.startswith("closed")).lower(), "probability": p},
                )
                for stage, (label, p) in _STAGES.items()
            ]
            self._save(DEFAULT, "Sales Pipeline", 0, stages)

    def _save(
        self,
        pipeline_id: str,
        label: str,
        place: int,
        stages: list[tuple[str, str, dict[str, str]]],
    ) -> dict[str, Any]:
        moment = iso(self._clock.milliseconds())
        stamps = {"createdAt": moment, "updatedAt": moment, "archived": False}
        body = {
            "id": pipeline_id,
            "label": label,
            "displayOrder": place,
            **stamps,
            "stages": [
                {"id": stage, "label": name, "displayOrder": number, "metadata": metadata, **stamps}
                for number, (stage, name, metadata) in enumerate(stages)
            ],
        }
        self._database.execute(
            "INSERT INTO pipeline VALUES (?, ?, ?)", [pipeline_id, place, json.dumps(body)]
        )
        return body
