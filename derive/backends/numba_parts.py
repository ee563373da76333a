"""What generated code for Numba stands on: random numbers, powers of two, fetching ahead."""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic
from numba.np.numpy_support import from_dtype

from derive.coders.blocks import PARTS, Part

FAST = {"contract", "reassoc", "nsz", "arcp"}  # sums in any order; a NaN stays one
_HALF, _SHIFT = np.uint64(0xFFFFFFFF), np.uint64(16)


def block(real: Any) -> Any:
    """What a kernel takes and gives; what it only reads may lie in a file that is mapped."""

    def kind(part: Part) -> Any:
        one = from_dtype(np.dtype(part.of(np.dtype(real).name)))
        return types.Array(one, part.sides, "C", readonly=not part.written) if part.sides else one

    return types.int64(*map(kind, PARTS))


@njit
def following(x: Any) -> Any:
    """The generator of word2vec.c."""
    return x * np.uint64(25214903917) + np.uint64(11)


@njit
def below(x: Any, n: Any) -> Any:
    """The next state, and a number from 0 to n - 1."""
    x = following(x)
    return x, np.int64(((x >> _SHIFT) & _HALF) * np.uint64(n) >> np.uint64(32))


@njit
def word(x: Any, threshold: Any, alias: Any) -> Any:
    """The next state, and a word of the noise distribution."""
    x, place = below(x, len(threshold))
    x = following(x)
    chosen = np.uint32((x >> _SHIFT) & _HALF) <= threshold[place]
    return x, place if chosen else np.int64(alias[place])


@intrinsic
def fetch(context: Any, array: Any, place: Any) -> Any:
    """Ask for the line of the cache where a number of an array lies."""

    def code(target: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        data = target.make_array(signature.args[0])(target, builder, arguments[0]).data
        byte, word = ir.IntType(8).as_pointer(), ir.IntType(32)
        where = builder.bitcast(builder.gep(data, [arguments[1]]), byte)
        kind = ir.FunctionType(ir.VoidType(), [byte, word, word, word])
        name = "llvm.prefetch.p0i8"
        function = builder.module.globals.get(name) or ir.Function(builder.module, kind, name)
        builder.call(function, [where, word(1), word(3), word(1)])
        return target.get_dummy_value()

    return types.void(array, place), code


@intrinsic
def power_of_two(context: Any, n: Any) -> Any:
    """2^n for a whole float n, by its exponent."""
    double = n == types.float64
    bits, real, mantissa, bias = (64, ir.DoubleType(), 52, 1023) if double else (32, ir.FloatType(), 23, 127)

    def code(target: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        whole = ir.IntType(bits)
        exponent = builder.add(builder.fptosi(arguments[0], whole), whole(bias))
        return builder.bitcast(builder.shl(exponent, whole(mantissa)), real)

    return n(n), code
