"""The people of a sandbox: an enterprise, and enough officers of every role to sign together and to check each other."""

from engine.engine import Engine
from engine.packages.program import Program
from engine.queries import Regions
from engine.scenarios.cast import EnsureOrganisation, EnsurePerson
from engine.sdk.actor import Actor

EACH = "甲乙丙"
"""Three officers of a role: signing together takes two, a payment three."""
ENTERPRISE = "enterprise"
USCC = "91440106MA5TRYAA0D"
SYSTEM = Actor.system()


def cast(stage: Engine, program: Program) -> None:
    """Make them; harmless when repeated."""
    region = program.manifest.region or "440100"
    office = stage.execute(EnsureOrganisation(kind="office", name="沙箱主管部门", region=region), by=SYSTEM)
    company = stage.execute(
        EnsureOrganisation(kind="enterprise", name="沙箱示例企业有限公司", region=_place(stage, region), uscc=USCC), by=SYSTEM
    )
    stage.execute(EnsurePerson(username=ENTERPRISE, name="企业经办人", kind="enterprise", organisation_id=company), by=SYSTEM)
    for role, title in program.roles.items():
        for number, each in enumerate(EACH, 1):
            stage.execute(
                EnsurePerson(
                    username=player_of(role, number),
                    name=f"{title.zh}{each}",
                    kind="officer",
                    organisation_id=office,
                    posts=((role, region),),
                ),
                by=SYSTEM,
            )


def player_of(role: str, number: int = 1) -> str:
    """The user name of an officer of a role."""
    return role if number == 1 else f"{role}{number}"


def everybody(program: Program) -> dict[tuple[str, str], str]:
    """The people of a sandbox as scenarios look for them."""
    names = {(role, "*"): player_of(role) for role in program.roles}
    more = {(f"{role}{number}", "*"): player_of(role, number) for role in program.roles for number in range(2, len(EACH) + 1)}
    return {**names, **more}


def _place(stage: Engine, region: str) -> str:
    """A district of the region, where there is one."""
    inside = region.removesuffix("00")
    below = sorted(code for code, _, _ in stage.ask(Regions(), by=SYSTEM) if code.startswith(inside) and code != region)
    return below[0] if below and inside != region else region
