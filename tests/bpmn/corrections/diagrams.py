"""What the smallest diagrams of the faults are drawn with."""

from tests.bpmn.drawing import ERROR, draw, file_of

S, E, U, X, P, INC = "startEvent", "endEvent", "userTask", "exclusiveGateway", "parallelGateway", "inclusiveGateway"
SERVICE = 'serviceTask tb:service="x"'
SIGNERS = '<multiInstanceLoopCharacteristics tb:collection="signers" tb:item="signer">{0}</multiInstanceLoopCharacteristics>'
PARALLEL_LOOP = file_of(draw("s > m > q > a > j > d > x >[again] m", "q > b > j", "x >[*] e", s=S, m=X, q=P, a=U, b=U, j=P, d=U, x=X, e=E))


def sub(inner: str) -> str:
    """A sub-process with this inside."""
    return f"subProcess | {inner}"


def failing(number: str) -> str:
    """A sub-process that ends in an error behind one task."""
    nodes = {f"is{number}": S, f"ia{number}": U, f"ie{number}": f"{E} | {ERROR}"}
    return sub(draw(f"is{number} > ia{number} > ie{number}", **nodes))


def handler(begin: str, name: str = "h") -> str:
    """An event sub-process with one task that begins like this."""
    inside = draw(f"{name}s > {name}u > {name}e", **{f"{name}s": begin, f"{name}u": U, f"{name}e": E})
    return f'<subProcess id="{name}" triggeredByEvent="true">{inside}</subProcess>'


def beside(host: str, event: str, interrupting: bool = True) -> str:
    """A boundary event."""
    return f'boundaryEvent attachedToRef="{host}" cancelActivity="{"true" if interrupting else "false"}" | {event}'
