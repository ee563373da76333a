"""Wrong routines: the source of a right one with one thing changed, as it goes wrong in practice."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from typing import Any

Change = Callable[[Any], ast.expr | ast.stmt | None]


def sign(node: ast.AST) -> ast.expr | None:
    """a + b for a - b, and the other way round"""
    match node:
        case ast.BinOp(left, ast.Add(), right):
            return ast.BinOp(left, ast.Sub(), right)
        case ast.BinOp(left, ast.Sub(), right):
            return ast.BinOp(left, ast.Add(), right)
    return None


def minus_dropped(node: ast.AST) -> ast.expr | None:
    """a for -a"""
    return node.operand if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) else None


def subtraction_forgotten(node: ast.AST) -> ast.expr | None:
    """a for a - b: y never subtracted, the maximum not taken off"""
    return node.left if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub) else None


def not_transposed(node: ast.AST) -> ast.expr | None:
    """A for A.T"""
    return node.value if isinstance(node, ast.Attribute) and node.attr == "T" else None


def transposed(node: ast.AST) -> ast.expr | None:
    """outer(b, a) for outer(a, b)"""
    match node:
        case ast.Call(ast.Attribute(_, "outer") as outer, [a, b]):
            return ast.Call(outer, [b, a], [])
    return None


def overwritten(node: ast.AST) -> ast.stmt | None:
    """dU[w] += rows for np.add.at(dU, w, rows): a row that occurs twice is added once"""
    match node:
        case ast.Expr(ast.Call(ast.Attribute(_, "at"), [array, places, value])):
            way = ast.Add() if "add" in ast.unparse(node) else ast.Sub()
            return ast.AugAssign(ast.Subscript(array, places, ast.Store()), way, value)
    return None


def mean(node: ast.AST) -> ast.expr | None:
    """x.mean() for x.sum()"""
    return (
        ast.Attribute(node.value, "mean", node.ctx) if isinstance(node, ast.Attribute) and node.attr == "sum" else None
    )


def doubled(node: ast.AST) -> ast.stmt | None:
    """twice a result"""
    match node:
        case ast.Assign([ast.Name(name)], value) if name == "loss" or name.startswith("d"):
            return ast.Assign(node.targets, ast.BinOp(ast.Constant(2), ast.Mult(), value), lineno=1)
    return None


CHANGES: tuple[Change, ...] = (
    sign,
    minus_dropped,
    subtraction_forgotten,
    not_transposed,
    transposed,
    overwritten,
    mean,
    doubled,
)


def mutants(source: str) -> Iterator[tuple[str, str]]:
    """What was changed, and the changed source, for every place where a change can act."""
    tree = ast.parse(source)
    options = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.keyword)}  # axis=-1 may be axis=1
    for n, node in enumerate(ast.walk(tree)):
        for change in CHANGES:
            if id(node) in options or change(node) is None or (change is doubled and "zeros" in ast.unparse(node)):
                continue
            changed = copy.deepcopy(tree)
            target = list(ast.walk(changed))[n]
            made = change(target)
            assert made is not None
            yield (
                f"{change.__name__}: {ast.unparse(node)}",
                ast.unparse(ast.fix_missing_locations(_put(changed, target, made))),
            )


def _put(tree: ast.AST, old: ast.AST, new: ast.AST) -> ast.AST:
    class Put(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> Any:
            return new if node is old else self.generic_visit(node)

    return Put().visit(tree)
