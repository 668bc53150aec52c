"""Pages of the studio 项目工作室, where administrators change programs."""

from fastapi import APIRouter

from api.pages.studio import building, drafts, dry_runs, editing, files, migrations, releasing, trials, trying

router = APIRouter()
for _part in (building, trying, releasing, migrations, dry_runs, drafts, editing, files, trials):
    router.include_router(_part.router)
