"""Commands of the studio 项目工作室: a program is changed as a draft, checked, and released by a second person."""
