"""Where the time of a step, and of a condition, goes: what the profiles said, by hand."""

WHERE_TIME_GOES = """## Where the time goes

What one step costs in instructions of the processor, which other work on the machine does not change (filing program, four cases in turn,
with the look-up of the next task by the measuring client):

| | at first | who did what is known, large facts apart, forms by their plan, programs kept from collection | rows are plain objects |
| --- | --- | --- | --- |
| client, millions | 6.81 | 5.75 | 3.94 |
| server, millions | 5.80 | 3.16 | 3.23 |

Without that look-up (`python -m benchmarks.instructions`): 3.53 and 3.06 at loop 1 then; 3.35 and 2.76 now, 3.48 and 2.88 at loop 10, 3.43
and 2.92 at loop 50, 3.49 and 2.94 at loop 1,000, which is 1.05 of loop 1. What rests of a case that this process saw last is not read again
(docs/adr/1041: 0.33 and 0.38 less); a decision keeps the tokens before it, so that it can be taken back (docs/adr/1021: 0.15 and 0.08
more); bytes written as digits no longer send the whole text through the slow reader (0.14 less, where it happened).

Where the client's went before that (counted around each part, 96 steps):

| part of the client's instructions | share |
| --- | --- |
| the form: its facts, taken, hidden, computed, judged | 25 % |
| locked and read, of which two thirds read the JSON text of case and facts | 24 % |
| the write put together and sent: changes, JSON, hashes, statement | 15 % |
| difference of tokens, tasks, clocks, stages | 9 % |
| tokens moved, conditions on flows | 6 % |
| state decoded and encoded | 6 % |
| the rest: connection, rights, separation of duties, scope of facts | 15 % |

What went away this time, in millions: looking at columns through the mapper's notice, two hundred looks a step (0.62; rows of a step are
plain objects now, docs/adr/1018); reading JSON as if it might hold decimals (0.41); labels and scopes of form fields that nobody asked
for (0.39); ids read and written as text, the mapper's wrapper around a connection, records made field by field (0.39 together); choices
that are right already, people who were not asked (0.16 together). A sign-off looks up registers since: 0.05 on the average of three
steps, and was 0.57 as long as the mapper did it. Of the server's, 12 % compress and take apart what is larger than a row may be, and 16 %
read and write JSON.

The next bottlenecks: the form of the review, twenty-four fields with a sum, is two thirds of what forms cost; facts are read
as a whole, nine kilobytes of JSON, because any expression may look at any of them; the pool's way of giving a connection is 0.08 million,
a frame of the diagram library that is opened again 0.02. The long way around costs more than the
short one: the sign-off numbers a paper, makes the list of people, holds both as facts and opens the publication (9.0 and 8.1 million, twice
a review). Its serial number went through the mapper, a sixth of it. Forty times the plain library on the short way (whose plain cost at 50
loops is 25 ms) would ask for less than the server's share and a fifth of the client's.

Two processes: what two that share nothing gain, two of ours gain nearly when each keeps to a core with what serves it (docs/adr/1080).
Free, they stand still for a sixth of the time and pay a fifth more for each step: four processes wake each other six times a step and are
moved about. Disk: a task and its entry are half of what a finished case leaves.

A page of the queue took 9.3 ms of the client's processor time for fifty rows and takes 5 to 6: the question was put together anew each time
(a third of it, now kept for whoever asks again), every clock was read anew (a quarter, now once a day for all who look), and a working day
was searched among three million (a tenth, now reached by one look at the exceptional days). A word that all of a district hold was looked
for before it was known to be common: 31 ms of 41.

A signature among a thousand costs what one among ten does: the others sleep in the state (docs/adr/1017), and their tasks are not read.
Opening a thousand, or cancelling the rest of them, is linear, some thirty microseconds on either side for each: a row with its ten indexes.
Where such a step has a limit of its own a clock is still read for each, and the votes of `tb:signing` are one fact that grows with those
that were given.
"""

FEEL_TIME_GOES = """Where the time of "filter and sum", parsed and evaluated once, goes (the processor's count of instructions, which other
work on the machine does not change): words 26 %, grammar 25 %, closures made 22 %, evaluation 26 %. It was 298,000 instructions and is
231,000; mispredicted branches fell from about 1,000 to 550-650 a call. Compiling and evaluating in turn costs more than both by themselves
(also where the evaluated expression is an old one): the interpreter's code and its branches have to be learnt anew each time, so what
counts is how few different steps there are. Hence a comparison with a constant, a filter by a member beside a constant, membership among
constants and a call with one or two plain arguments are one closure each; the facts are converted without a call for each value. The words
are found by one regular expression, whose cost is that of its matches: 2,000 instructions a word; other patterns were no faster.
"""
