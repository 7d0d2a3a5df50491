"""Are bytes put into memory and started as machine code?"""

from collections.abc import Iterator

from ostiary.checks.behaviour.acts import acts, early, hit
from ostiary.checks.declare import check
from ostiary.core.finding import Gap, Hit
from ostiary.core.scale import Confidence, Family, Severity
from ostiary.program.engine.opcodes import ASKS
from ostiary.program.flow import Act, Flow, Taint
from ostiary.program.model import Program

_PLACES = (
    "VirtualAlloc",
    "VirtualProtect",
    "WriteProcessMemory",
    "RtlMoveMemory",
    "NtAllocateVirtualMemory",
    "RtlCopyMemory",
    "NtWriteVirtualMemory",
    "NtMapViewOfSection",
    "HeapCreate",
    "mprotect",
    "PROT_EXEC",
)
_STARTS = (
    "CreateThread",
    "CreateRemoteThread",
    "NtCreateThreadEx",
    "QueueUserAPC",
    "RtlCreateUserThread",
    "EnumSystemLocales",
    "CallWindowProc",
    "NtQueueApcThread",
    "SwitchToFiber",
    "SetThreadContext",
    "ResumeThread",
    "EnumWindows",
    "EnumChildWindows",
    "EnumDesktops",
    "EnumFonts",
    "CreateTimerQueueTimer",
    "called by its address",
)
_HARM = (
    "RtlAdjustPrivilege",
    "NtRaiseHardError",
    "BlockInput",
    "RtlSetProcessIsCritical",
    "ExitWindowsEx",
    "InitiateSystemShutdown",
    "NtShutdownSystem",
)


@check(
    "shellcode",
    "bytes are started as machine code",
    Severity.CRITICAL,
    Family.FLOW,
    reads=Program,
    evaluated=True,
    remedy="Refuse it, unless it is a debugger or a compiler that says so.",
    refs=("T1055", "T1620"),
)
def shellcode(program: Program) -> Iterator[Hit | Gap]:
    """Memory that is filled and then started holds a program that nobody could read."""
    files: dict[str, list[Flow]] = {}
    for flow in acts(program, Act.NATIVE):
        files.setdefault(flow.at.path, []).append(flow)
    for several in files.values():
        names = " ".join(f"{one.name} {one.target} {one.text}" for one in several)
        places = any(one in names for one in _PLACES)
        begins = [
            one for one in several if any(name in f"{one.name} {one.text}" for name in _STARTS)
        ]
        if places and begins:
            filled = any(one.has(Taint.DECODED, Taint.NETWORK, Taint.ANSWER) for one in several)
            severity = Severity.CRITICAL if filled or early(begins[0]) else Severity.HIGH
            if not filled and all(one.text == ASKS for one in begins):
                severity = Severity.LOW
            yield hit(begins[0], "starts what it put into memory", severity, Confidence.MEDIUM)
        for one in several:
            if any(name in one.name for name in _HARM):
                severity = Severity.CRITICAL if early(one) else Severity.HIGH
                yield hit(one, "brings the machine down", severity, Confidence.MEDIUM)
