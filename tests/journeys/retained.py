"""A case of the town whose time is up, and a list of destruction that waits for a second person."""

from uuid import UUID

import psycopg

from engine.commands import MakeDossier, ProposeDestruction
from engine.queries import Retention
from engine.sdk.actor import Actor
from engine.store.postgres import plain_url
from tests.journeys.town import Town

SYSTEM = Actor.system()
CLOSED = "SELECT id FROM \"case\" WHERE status NOT IN ('open', 'draft') AND closed_at IS NOT NULL ORDER BY created_at"
LONG_AGO = "UPDATE dossier SET keep_until = '2025-12-31' WHERE keep_until IS NOT NULL"


def grown_old(town: Town) -> list[UUID]:
    """Every closed case has its dossier, and was to be kept until the end of last year."""
    with psycopg.connect(plain_url(town.url), autocommit=True) as connection:
        closed = [case for (case,) in connection.execute(CLOSED)]
        for case in closed:
            town.engine.execute(MakeDossier(case_id=case), by=SYSTEM)
        connection.execute(LONG_AGO)
    return closed


def listed(town: Town) -> UUID:
    """The newest list of destruction; proposed now where there is none."""
    known = town.engine.ask(Retention(), by=SYSTEM).lists
    if known:
        return known[0].destruction_id
    town.settle()
    grown_old(town)
    return town.engine.execute(ProposeDestruction(reason="保管期满，经鉴定无继续保存价值"), by=SYSTEM).destruction_id
