"""What a shell script comes to: bash says what each expansion gives, and so do we."""

import shlex
import subprocess

import pytest

from ostiary.formats.contents import Kind
from ostiary.program.shell.unfolding import unfolded
from ostiary.program.source import read_source

WORDS = r"""
x=cu; y=rl; found $x$y
x=xcurlx; found ${x:1:4} ${x:1} ${x: -2} ${x:0:-1}
x=cZurl; found ${x/Z/} ${x/Z} "${x//[a-z]/-}"
x=a.b.c; found ${x%.*} ${x%%.*} ${x#*.} ${x##*.} ${x%.c} ${x#a.}
x=CURL; found ${x,,} ${x,} "${x,,}x"
x=curl; found ${x^^} ${x^} ${#x}
found ${unset:-curl} ${unset:=rl} $unset ${unset:+also}
y=curl; x=y; found ${!x}
a=(c u r l); found "${a[0]}${a[1]}${a[2]}${a[3]}" ${#a[@]} "${a[@]}" "${a[*]}"
a=(one "two three"); a+=(four); found "${a[@]}" ${a[1]} "${a[1]}" ${a[-1]}
declare -A m=([a]=curl [b]=sh); m[c]=d; found ${m[a]} ${m[b]} "${m[c]}"
read -ra a <<< 'x y'; found "${a[1]}" "${a[0]}"
mapfile -t a <<< $'x\ny z'; found "${a[@]}"
a[2]=c; a[0]=a; found ${a[2]}${a[0]}
x='a b'; found $x "$x" '$x' \$x "\$x" "a\"b" a\ b
IFS=,; x=curl,-s; found $x "$x"
found {curl,-s,U} a{b,c}d "{a,b}"
found $'\x63url' $'\143' $'a\tb' $'\u0041'
found $(printf '\143\165') `echo rl` "$(printf '%s-%s' a b)" $(printf '%d%%' 7) $(printf '%02x' 255)
found $(echo -n a)$(echo -e '\x62') "$(echo -e 'a\nb')"
found $((1+2)) $((0x10*2)) $(( (7/2)%2 )) $((2**0x1+010)) $((16#ff)) $((1<<4|1)) $((-7/2)) $((-7%3))
found $(echo lruc | rev) $(echo hello | tr a-y b-z) $(echo hello | tr -d l)
found $(echo AbC | tr '[:upper:]' '[:lower:]')
found $(echo Y3VybA== | base64 -d) $(echo MN2XE3A= | base32 -d) $(echo 6375726c | xxd -r -p)
found $(echo H4sIAAAAAAACA0suLcrhAgCl27k6BQAAAA== | base64 -d | gunzip)
found $(echo abcdef | cut -c2-3) $(echo a:b:c | cut -d: -f2) $(echo a:b:c | cut -d : -f 1,3)
found $(printf 'a\nb\nc\n' | head -n 2) $(printf 'a\nb\nc\n' | tail -1)
found $(printf abc | head -c 2) $(printf abc | tail -c 1) $(echo abcdef | cut -c 4-)
found $(echo cZuZrl | sed 's/Z//g') $(echo a.b | sed 's/\./-/') $(echo a/b | sed -e 's#/#_#')
found $(seq 3) $(seq 2 4) $(seq 1 2 5)
f() { found "$1" "$2" $#; }; f a 'b c'
f() { found "$@"; }; f a 'b c'
set -- a 'b c' d; found "$2" "$@"; shift; found $1
for i in c u r l; do x=$x$i; done; found $x
s=lruc; for ((i=3; i>=0; i--)); do r=$r${s:$i:1}; done; found $r
s=cxuxrxl; for i in 0 2 4 6; do r+=${s:$i:1}; done; found $r
a=(63 75 72 6c); for h in "${a[@]}"; do c+=$(printf "\x$h"); done; found $c
printf 'a b\nc d\n' | while read x y; do found $y $x; done
while read -r l; do found "$l"; done <<< 'a b'
read x y <<< 'one two three'; found "$x" "$y"
printf -v x '%s' curl; found $x
eval "found a'b c'"; x='found d'; eval "$x e"; $x
x="$(echo Zm91bmQgYQ== | base64 -d)"; eval "$x"
x=1; f() { local x=2; found $x; }; f
export A=b C="d e"; found $A "$C"
found "${HOME:0:1}bin"
command found a; builtin eval found b
x=$(cat <<< abc); found ${x:1}
echo 'a b' | xargs printf '%s-%s\n' | while read l; do found "$l"; done
trap 'found end' EXIT
"""


def _of_bash(text: str) -> list[list[str]]:
    judge = "found() { printf '%s\\0' \"$@\" '' >&3; }\n"
    run = ["bash", "-c", f"exec 3>&1 1>/dev/null; {judge}{text}"]
    told = subprocess.run(run, capture_output=True, text=True, check=False, timeout=20).stdout
    calls, words = [], []
    for word in told.split("\0")[:-1]:
        if word:
            words.append(word)
        else:
            calls.append(words)
            words = []
    return calls


def _of_ours(text: str) -> list[list[str]]:
    calls = []
    lines = unfolded(text.encode()).statements
    for _, one in lines or ((0, text),):
        calls += [shlex.split(part)[1:] for part in one.split("; ") if part.startswith("found")]
    return calls


CASES = WORDS.strip().split("\n")


@pytest.mark.parametrize("text", CASES)
def test_words_come_to_what_bash_makes_of_them(text: str) -> None:
    expected = _of_bash(text)
    assert expected
    assert _of_ours(text) == expected


def test_what_is_nested_too_deep_is_told() -> None:
    assert unfolded(b"x=" + b"$(echo " * 400 + b"a" + b")" * 400).cut
    assert unfolded(b'"${x:-' * 400 + b"a" + b'}"' * 400) is not None


def test_broken_pipes_come_to_an_end() -> None:
    pipes = " U |" * 60
    for between in (" ", "\t", "   "):
        text = f"U | U |{between}| 2!(U) |{pipes}}}U | sh\n".encode()
        unfolded(text)
        assert read_source("a.sh", Kind.SHELL, text).path == "a.sh"
