"""Where the time of a step, and of a condition, goes: what the profiles said, by hand."""

WHERE_TIME_GOES = """## Where the time goes

Processor time of a step of the filing program (deterministic profile by thread time over 144 steps, on a busy machine; it weighs calls more
than they cost):

| part of the client's time | share |
| --- | --- |
| the form: taken, hidden, computed, judged | 23 % |
| locked and read: statements, JSON, rows | 16 % |
| difference of tokens, tasks, clocks, stages | 11 % |
| the write put together and sent: JSON, hashes, statement | 9 % |
| tokens moved, conditions on flows | 7 % |
| state decoded and encoded | 6 % |
| the rest: connection, rights, separation of duties, scope of facts, sealing | 28 % |

What one step costs in instructions of the processor, which other work on the machine does not change (filing program, four cases in turn,
with the look-up of the next task by the measuring client), before and after who did what stood in the case, large facts stood apart, forms
were judged by their plan and programs were kept from the garbage collector:

| | before | after |
| --- | --- | --- |
| client, millions | 6.81 | 5.75 |
| server, millions | 5.80 | 3.16 |

Of the server's instructions before, 15 % took large values apart and compressed them, 12 % read JSON, 10 % looked for who had done what
among finished tasks; none of the three grows or remains for what a step does not change. Loop 1,000 of the filing program, 1.41 of loop 1
before, was 0.97 (3.84 to 3.97 ms, at a load of 13). The garbage collector, which looked through the loaded programs, took 13 to 15 % of the
client's time.

The next bottlenecks: facts are still read as a whole, nine kilobytes of JSON, a twentieth of the client's time, because any expression may
look at any of them; the form; and that a step is Python over some two hundred attributes of mapped classes. Five times the plain library at
one loop asks for half of what the client does now, and 40 times at 50 loops of the filing program (whose plain cost is 14 to 20 ms) for
less than the server's share alone: that ratio is reached where the plain library grows, as on the toy.
A signature among a thousand costs what one among ten does: the others sleep in the state (docs/adr/1017), and their tasks are not read.
Opening a thousand, or cancelling the rest of them, is linear, some thirty microseconds on either side for each: a row with its ten
indexes.
"""

FEEL_TIME_GOES = """Where the time of "filter and sum", parsed and evaluated once, goes (the processor's count of instructions, which other
work on the machine does not change): words 26 %, grammar 25 %, closures made 22 %, evaluation 26 %. It was 298,000 instructions and is
231,000; mispredicted branches fell from about 1,000 to 550-650 a call. Compiling and evaluating in turn costs more than both by themselves
(also where the evaluated expression is an old one): the interpreter's code and its branches have to be learnt anew each time, so what
counts is how few different steps there are. Hence a comparison with a constant, a filter by a member beside a constant, membership among
constants and a call with one or two plain arguments are one closure each; the facts are converted without a call for each value. The words
are found by one regular expression, whose cost is that of its matches: 2,000 instructions a word; other patterns were no faster.
"""
