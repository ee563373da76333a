"""What a process may do from now on: so much time and memory, no file, no other process, no connection.

Landlock and seccomp are asked of the kernel by number, since no library of Python has both. Where a machine or its
kernel does not know them, the limits of POSIX are what is left.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import resource
import struct
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

NO_NEW_PRIVILEGES, SECCOMP, FILTER = 38, 22, 2
CREATE_RULESET, RESTRICT_SELF = 444, 446
WRITES = 0b1111111110010  # Landlock's rights to write, remove and make files and directories of every kind
THREAD = 0x10000  # a clone that shares all with us is a thread
FOREIGN = 0x40000000  # a number from here on is of the other way of calling that some kernels know

LOAD, EQUAL, AT_LEAST, SOME, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # the words of a filter
NUMBER, MACHINE, FIRST = 0, 4, 16  # where in a call its number, the machine, and its first argument stand
ALLOW, REFUSE, UNKNOWN = 0x7FFF0000, 0x00050001, 0x00050026  # EPERM, ENOSYS


@dataclass(frozen=True)
class Calls:
    """Numbers of system calls on one kind of machine.

    never   those that make processes or connections, or reach into other processes
    own     those that may speak of this process alone
    clone   allowed for threads;  clone3   said to be unknown, since its flags cannot be seen
    """

    machine: int
    never: tuple[int, ...]
    own: tuple[int, ...]
    clone: int
    clone3: int = 435


CALLS: Mapping[str, Calls] = {
    # fork, vfork, execve, execveat, socket, tkill, ptrace, process_vm_writev, pidfd_send_signal, io_uring_setup;
    # kill, tgkill, prlimit64; clone
    "x86_64": Calls(0xC000003E, (57, 58, 59, 322, 41, 200, 101, 311, 424, 425), (62, 234, 302), 56),
    "aarch64": Calls(0xC00000B7, (221, 281, 198, 130, 117, 271, 424, 425), (129, 131, 261), 220),
}


@dataclass(frozen=True)
class Held:
    """What the kernel takes care of: that no file is changed, that no process and no connection is made."""

    locked: bool
    alone: bool


def limited(seconds: int, memory: int) -> Held:
    """This process from now on."""
    held = Held(_locked(), _alone()) if sys.platform == "linux" else Held(False, False)
    for what, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 256),
        *([] if held.alone else [(resource.RLIMIT_NPROC, 0)]),  # which forbids threads as well
    ):
        hard = resource.getrlimit(what)[1]
        low = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with contextlib.suppress(ValueError, OSError):  # not every system knows every limit
            resource.setrlimit(what, (low, hard if what == resource.RLIMIT_CPU else low))
    return held


def _system() -> Any:
    system = ctypes.CDLL(None, use_errno=True)
    system.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    return system


def _locked() -> bool:
    """Landlock: no right to write is given for any path."""
    system, rights = _system(), ctypes.c_uint64(WRITES)
    ruleset = system.syscall(CREATE_RULESET, ctypes.byref(rights), ctypes.sizeof(rights), 0)
    return ruleset >= 0 and bool(system.syscall(RESTRICT_SELF, ruleset, 0) == 0)


def _alone() -> bool:
    """Seccomp: threads, but no processes; no connections; nothing done to other processes."""
    calls = CALLS.get(platform.machine())
    if calls is None:
        return False
    words = _filter(calls, os.getpid())
    code = ctypes.create_string_buffer(b"".join(struct.pack("<HBBI", *word) for word in words))
    program = ctypes.create_string_buffer(struct.pack("<HxxxxxxQ", len(words), ctypes.addressof(code)))
    return bool(_system().prctl(SECCOMP, FILTER, program, 0, 0) == 0)


def _filter(calls: Calls, process: int) -> list[tuple[int, int, int, int]]:
    """(word, steps to skip if so, steps to skip if not, number); the first return that is reached counts."""
    words = [
        (LOAD, 0, 0, MACHINE),
        (EQUAL, 1, 0, calls.machine),
        (RETURN, 0, 0, REFUSE),
        (LOAD, 0, 0, NUMBER),
        (AT_LEAST, 0, 1, FOREIGN),
        (RETURN, 0, 0, REFUSE),
        (EQUAL, 0, 1, calls.clone3),
        (RETURN, 0, 0, UNKNOWN),
    ]
    for number in calls.never:
        words += [(EQUAL, 0, 1, number), (RETURN, 0, 0, REFUSE)]
    for number in calls.own:
        words += [
            (EQUAL, 0, 5, number),
            (LOAD, 0, 0, FIRST),
            (EQUAL, 2, 0, process),
            (EQUAL, 1, 0, 0),
            (RETURN, 0, 0, REFUSE),
            (RETURN, 0, 0, ALLOW),
        ]
    return [
        *words,
        (EQUAL, 0, 4, calls.clone),
        (LOAD, 0, 0, FIRST),
        (SOME, 1, 0, THREAD),
        (RETURN, 0, 0, REFUSE),
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, ALLOW),
    ]
