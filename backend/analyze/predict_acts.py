"""What people do with predictions: say that a reason is wrong, and take a client out who wants none."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.analyze.predict_events import PredictionDoubted, PredictionOptOutSet
from backend.analyze.predict_features import BY_KEY
from backend.analyze.predict_work import forget
from backend.analyze.predictions import Prediction, PredictionDoubt, PredictionModel, PredictionOptOut
from backend.book.clients import Client
from backend.book.lookup import named
from backend.platform.errors import bad_input
from backend.platform.events import emit
from backend.platform.ids import uuid7
from backend.systemize.field_values import clean_text


async def doubt(
    session: AsyncSession, client_id: UUID, kind: str, feature: str, note: str | None
) -> PredictionDoubt:
    """Write down that a reason is wrong, of the prediction there is.

    Raises Refused(BAD_USER_INPUT): choice for a feature there is none of, no_prediction, required without a note.
    """
    if feature not in BY_KEY:
        raise bad_input("feature", "choice")
    words = clean_text(note or "", "note", limit=400, required=True)
    firm_id = session.info["firm_id"]
    await named(session, Client, client_id, "client")
    found = await session.scalar(
        select(Prediction).where(
            Prediction.firm_id == firm_id, Prediction.client_id == client_id, Prediction.kind == kind
        )
    )
    if found is None:
        raise bad_input("kind", "no_prediction")
    number = 0
    if found.model_id is not None:
        number = (
            await session.scalar(
                select(PredictionModel.number).where(
                    PredictionModel.firm_id == firm_id, PredictionModel.id == found.model_id
                )
            )
            or 0
        )
    row = PredictionDoubt(
        id=uuid7(),
        client_id=client_id,
        kind=kind,
        feature=feature,
        note=words or "",
        model_number=number,
        by=session.info["principal"].subject,
    )
    session.add(row)
    await session.flush()
    emit(session, PredictionDoubted(client_id, kind, feature))
    return row


async def set_opt_out(session: AsyncSession, client_id: UUID, *, out: bool, note: str | None) -> UUID:
    """Take a client out of predictions, at once and until it is taken back; or let him be scored again.

    Raises Refused(BAD_USER_INPUT): required without a note when he goes out, opt_out_same when it is so already.
    """
    await named(session, Client, client_id, "client")
    found = await session.scalars(
        select(PredictionOptOut).where(
            PredictionOptOut.firm_id == session.info["firm_id"], PredictionOptOut.client_id == client_id
        )
    )
    rows = found.all()
    if bool(rows) is out:
        raise bad_input("out", "opt_out_same")
    for row in rows:
        await session.delete(row)
    if out:
        words = clean_text(note or "", "note", limit=400, required=True)
        session.add(
            PredictionOptOut(
                id=uuid7(), client_id=client_id, note=words or "", by=session.info["principal"].subject
            )
        )
        await forget(session, client_id)
    await session.flush()
    emit(session, PredictionOptOutSet(client_id, out))
    return client_id
