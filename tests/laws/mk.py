scopes=open('head.txt').read(); row=open('row.txt').read()
scopes=scopes.split('\n',1)[1].strip()
open('steps.py','w').write('''"""True steps, written as people write them: what every campaign starts from. A table only; `reading` reads it.

SCOPES   a built-in context or none, then declarations
ROWS     left = right; `when` a condition holds; `assuming` the hypotheses that the judge has to report
"""

from __future__ import annotations

from dataclasses import dataclass

'''+scopes+'''


@dataclass(frozen=True)
class Row:'''+row.rstrip().replace('settled: tuple[tuple[str, str], ...] = ()','settled: tuple[tuple[str, str], ...] = ()  # conventions: words as rows or columns')+'''


COLUMNS = (("words", "columns"),)
ONE_HOT = (r"\\sum_k y_k = 1",)
ELSEWHERE = (r"o \\ne w_k for every k",)

ROWS: tuple[Row, ...] = (
'''+open('rows.txt').read()+''')
''')
