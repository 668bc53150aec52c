"""Pages of the studio 项目工作室, where administrators change programs."""

from fastapi import APIRouter

from api.pages.studio import drafts, editing, files, migrations, releasing

router = APIRouter()
for _part in (releasing, drafts, editing, files, migrations):
    router.include_router(_part.router)
