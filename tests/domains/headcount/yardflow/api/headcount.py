"""The number of contacts over HTTP."""

from fastapi import APIRouter

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.services import headcount

router = APIRouter(prefix="/api", tags=["headcount"])


@router.post("/headcount")
async def ask(principal: SignedIn) -> int:
    job = await db.run(headcount.ask, principal)
    return job.id
