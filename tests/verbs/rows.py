"""What a row of the page about the verbs says of a case, read from outside."""

from uuid import UUID

from tests.verbs.office import Office


def state(office: Office, case: UUID) -> tuple[str, ...]:
    """Status, tokens, holders, limits, drafts and opinions of a case, as a row tells them."""
    tasks = office.rows(
        "SELECT t.element, coalesce(p.name, '—') FROM task t LEFT JOIN person p ON p.id = t.assignee_id "
        "WHERE t.case_id = %s AND t.state = 'open' ORDER BY t.item",
        case,
    )
    clocks = office.rows("SELECT due_on FROM clock WHERE case_id = %s AND finished_at IS NULL ORDER BY due_on NULLS FIRST", case)
    limits = dict.fromkeys("stopped" if due is None else f"runs, {due:%m-%d}" for (due,) in clocks)
    limit = "; ".join(limits) or "none"
    drafts = "kept" if office.rows("SELECT 1 FROM draft WHERE case_id = %s", case) else "none"
    status = office.rows('SELECT status FROM "case" WHERE id = %s', case)[0][0]
    given = office.rows("SELECT opinion FROM task WHERE case_id = %s AND opinion <> ''", case)
    answers = office.rows("SELECT answer FROM act WHERE case_id = %s AND answer <> '' AND kind = 'delegation'", case)
    opinions = str(len(given) + len(answers))
    places = ", ".join(row[0] for row in tasks) or "—"
    return status, places, ", ".join(row[1] for row in tasks) or "—", limit, drafts, opinions


def counts(office: Office, case: UUID) -> dict[str, list[str]]:
    """What there is by now that a verb can add to."""
    return {
        "papers": [row[0] for row in office.rows("SELECT key FROM notice WHERE case_id = %s ORDER BY issued_at", case)],
        "told": [row[0] for row in office.rows("SELECT topic FROM outbox ORDER BY created_at, topic")],
        "jobs": [row[0] for row in office.rows("SELECT task_name FROM procrastinate_jobs ORDER BY id")],
        "audit": [row[0] for row in office.rows("SELECT kind FROM event WHERE case_id = %s OR case_id IS NULL ORDER BY id", case)],
    }


def listed(names: list[str]) -> str:
    """Each once, with how often."""
    return ", ".join(f"{name} × {names.count(name)}" if names.count(name) > 1 else name for name in dict.fromkeys(names)) or "—"
