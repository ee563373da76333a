"""Names that mean something else later on."""

from derive.declarations.statements import declare
from derive.naming.scope import Family, Scope


def scope_of(*statements: str) -> Scope:
    scope = Scope()
    for statement in statements:
        declare(statement, scope)
    return scope


ROWS = r"U \in \mathbb{R}^{m \times k}, rows u_i"


def test_rows_of_another_spelling_are_rows_of_what_it_spells() -> None:
    scope = scope_of(r"W \in \mathbb{R}^{m \times k}", ROWS)
    scope.respell("U", "W")
    assert scope.families == {"u": Family("W", 0)}


def test_rows_are_gone_where_the_other_has_other_sides() -> None:
    scope = scope_of(r"L \in \mathbb{R}", ROWS)
    scope.respell("U", "L")
    assert scope.families == {}
    assert scope.tensor("U") is scope.tensor("L")
