"""Kinds of components, a file each or a family a file; `forms.kinds` lists them."""
