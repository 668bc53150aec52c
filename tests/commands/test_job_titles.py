"""What the background does is said in words: every job a worker knows has a name that people read, in both languages."""

from engine.queries.job_titles import JOBS, title_of_job
from engine.trying.jobs import trying_jobs
from engine.worker import build_app
from tests.commands.conftest import World


def test_every_job_of_a_worker_has_a_name_for_people(world: World, database_url: str) -> None:
    app = build_app(world.engine, database_url, more=trying_jobs(world.engine))
    known = {name for name in app.tasks if not name.startswith(("builtin:", "procrastinate."))}
    assert known == JOBS.keys()
    assert all(title.zh and title.en for title in JOBS.values())
    assert title_of_job("of_tomorrow").zh == "of_tomorrow"
