"""Where the time of a step, and of a condition, goes: what the profiles said, by hand."""

WHERE_TIME_GOES = """## Where the time goes

Processor time of a step of the filing program (deterministic profile by thread time over 360 steps for the client, the scheduler's count of
the server's processes around each message for the server), on a busy machine; about 55 % client, 45 % server:

| part of the client's time | share |
| --- | --- |
| the form: taken, hidden, computed, judged | 34 % |
| locked and read: statements, JSON, rows | 13 % |
| difference of tokens, tasks, clocks, stages | 9 % |
| the write put together and sent: JSON, hashes, statement | 9 % |
| state decoded and encoded | 8 % |
| tokens moved, conditions on flows | 6 % |
| the rest: connection, rights, separation of duties, scope of facts, sealing | 21 % |

| message to the server | share of its time |
| --- | --- |
| write and commit: one statement, one insert for the trail, one for each task, updates of case and task | 64 % |
| lock and read the case, its open tasks and clocks | 23 % |
| who has done what before (separation of duties; two of three steps) | 10 % |
| figures of the roster (one of three steps) | 3 % |

One row for all events of a step and what was sent, parameters and wordings that are worked out once, and fields that are left out of
passes they have no part in took a quarter off a step (filing, 1 loop: 2.7 to 1.8-2.0 ms, both on a busy machine).

The next bottlenecks: the form, whose every pass walks all fields anew; then the case's facts, nine kilobytes that are read, written and
compressed as a whole where one writer's part has changed (kept uncompressed they cost the server 0.1 ms less and the disk 4 KB more).
Who has done what before is looked for among all finished tasks of the elements kept apart: a thousand loops of the filing make that
question cost as much as the rest of the server's work (the toy, which keeps nobody apart, costs the same at any age).
A signature among a thousand reads and compares all open tasks of its case and decodes all its tokens: linear, 5 to 30 microseconds each.
"""

FEEL_TIME_GOES = """Where the time of "filter and sum", parsed and evaluated once, goes (the processor's count of instructions, which other
work on the machine does not change): words 26 %, grammar 25 %, closures made 22 %, evaluation 26 %. It was 298,000 instructions and is
231,000; mispredicted branches fell from about 1,000 to 550-650 a call. Compiling and evaluating in turn costs more than both by themselves
(also where the evaluated expression is an old one): the interpreter's code and its branches have to be learnt anew each time, so what
counts is how few different steps there are. Hence a comparison with a constant, a filter by a member beside a constant, membership among
constants and a call with one or two plain arguments are one closure each; the facts are converted without a call for each value. The words
are found by one regular expression, whose cost is that of its matches: 2,000 instructions a word; other patterns were no faster.
"""
