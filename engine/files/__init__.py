"""附件库: files kept by digest, and the judgement of what was uploaded."""
