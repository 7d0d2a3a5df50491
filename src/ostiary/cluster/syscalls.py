"""The system calls that reading bytes needs, and those that only an intruder would make.

Numbers: Linux, arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h.
"""

from msgspec import Struct

_NEEDED = """
read 0 63, close 3 57, fstat 5 80, lseek 8 62, mmap 9 222, mprotect 10 226, munmap 11 215,
brk 12 214, rt_sigaction 13 134, rt_sigprocmask 14 135, rt_sigreturn 15 139, pread64 17 67,
write 1 64, readv 19 65, writev 20 66, sched_yield 24 124, mremap 25 216, mincore 27 232,
madvise 28 233, dup 32 23, nanosleep 35 101, getpid 39 172, recvmsg 47 212, exit 60 93,
uname 63 160, getcwd 79 17, gettimeofday 96 169, getrlimit 97 163, getrusage 98 165,
sysinfo 99 179, times 100 153, getuid 102 174, getgid 104 176, geteuid 107 175, getegid 108 177,
getppid 110 173, sigaltstack 131 132, gettid 186 178, futex 202 98, sched_getaffinity 204 123,
getdents64 217 61, restart_syscall 219 128, clock_gettime 228 113, clock_getres 229 114,
clock_nanosleep 230 115, exit_group 231 94, newfstatat 262 79, readlinkat 267 78,
faccessat 269 48, pselect6 270 72, ppoll 271 73, set_robust_list 273 99, getrandom 318 278,
membarrier 324 283, statx 332 291, rseq 334 293, close_range 436 436, faccessat2 439 439,
stat 4 -, lstat 6 -, poll 7 -, access 21 -, select 23 -, readlink 89 -, time 201 -
"""

_ENDING = """
execve 59 221, execveat 322 281, ptrace 101 117, process_vm_readv 310 270,
process_vm_writev 311 271, bpf 321 280, mount 165 40, umount2 166 39, pivot_root 155 41,
chroot 161 51, unshare 272 97, setns 308 268, kexec_load 246 104, kexec_file_load 320 294,
init_module 175 105, finit_module 313 273, delete_module 176 106, io_uring_setup 425 425,
userfaultfd 323 282, perf_event_open 298 241, add_key 248 217, request_key 249 218, keyctl 250 219
"""

_OPENING = "open 2 -, openat 257 56"
_CONTROL = "fcntl 72 25"


class Calls(Struct, frozen=True):
    """The numbers on one architecture; `audit` is how the kernel names it to a filter.

    `opening` has (number, index of the argument with the flags); calls that are in none fail.
    """

    audit: int
    needed: tuple[int, ...]
    ending: tuple[int, ...]
    opening: tuple[tuple[int, int], ...]
    control: int


def _numbers(table: str, column: int) -> dict[str, int]:
    rows = (row.split() for row in table.replace("\n", " ").split(","))
    return {row[0]: int(row[column]) for row in rows if row[column] != "-"}


def _calls(audit: int, column: int) -> Calls:
    flags_at = {"open": 1, "openat": 2}
    opening = _numbers(_OPENING, column)
    return Calls(
        audit,
        tuple(_numbers(_NEEDED, column).values()),
        tuple(_numbers(_ENDING, column).values()),
        tuple((number, flags_at[name]) for name, number in opening.items()),
        _numbers(_CONTROL, column)["fcntl"],
    )


CALLS = {"x86_64": _calls(0xC000003E, 1), "aarch64": _calls(0xC00000B7, 2)}
