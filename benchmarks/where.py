"""Where the time of a step goes: what the profiles said, by hand."""

WHERE_TIME_GOES = """## Where the time goes

Sampled 9,461 times over 2,500 steps of the toy on a quiet machine (`ITIMER_REAL`, 0.3 ms), a step of 1.23 ms on the clock, while a step
still sent five messages; two messages took about a tenth off the client's processor time (measured in turns: 0.83 to 0.75 ms):

| part | share |
| --- | --- |
| waiting for the server (lock, read, write, commit) | 36 % |
| the driver and the pool around it | 16 % |
| the form: judged, computed, sealed | 18 % |
| difference of tokens, tasks, clocks and stages | 11 % |
| state decoded, moved, encoded | 8 % |
| the write put together: JSON, hashes of events | 7 % |
| the rest: commands, rights, facts | 4 % |

The server spends its share on the write: one statement with six inserts and updates, eight indexes of tasks, three of events.
The next bottleneck is the form (every field has labels, kinds and errors in two languages, built anew each time), then the width of events.
A signature among a thousand reads all open tasks of its case and lists all its tokens four times: that is most of its cost, and linear.
Of a page of the queue, two thirds are the mapper building statements and rows; the server answers in 2 to 5 ms.
"""
