"""Decoders in JavaScript, put together at random out of pieces, each with what undoes it."""

import gzip
import json
import random
import zlib

from decoder_pieces import Made, Piece, b64, codes, composed, fixed, keyed, reversing


def _shuffled(text: str, dice: random.Random) -> Made:
    places = list(range(len(text)))
    dice.shuffle(places)
    back = [places.index(one) for one in range(len(text))]
    return "".join(text[one] for one in places), "", f"(t => {back}.map(i => t[i]).join(''))(@)"


def _sorted(text: str, dice: random.Random) -> Made:
    parts = [f"{place}:{ord(one)}" for place, one in enumerate(text)]
    dice.shuffle(parts)
    by = "sort((a, b) => a[0] - b[0])"
    each = "@.split(',').map(p => p.split(':'))"
    return ",".join(parts), "", f"{each}.{by}.map(p => String.fromCharCode(p[1])).join('')"


def _table(text: str, dice: random.Random) -> Made:
    signs = sorted(set(text))
    dice.shuffle(signs)
    told = {one: f"{place:02d}" for place, one in enumerate(signs)}
    table = json.dumps({place: one for one, place in told.items()})
    coded = "".join(told[one] for one in text)
    return coded, f"const t# = {table};", "@.match(/\\d\\d/g).map(k => t#[k]).join('')"


def _turned(text: str, dice: random.Random) -> Made:
    size = dice.randint(2, 5)
    parts = [text[place : place + size] for place in range(0, len(text), size)]
    by = dice.randint(1, len(parts)) % len(parts)
    before = "function r#(a, n) { while (n--) { a.push(a.shift()) } return a }"
    return "\0".join(parts[-by:] + parts[:-by]), before, f"r#(@.split('\\0'), {by}).join('')"


PIECES: dict[str, Piece] = {
    "shuffled": _shuffled,
    "sorted": _sorted,
    "table": _table,
    "turned": _turned,
    "base64": fixed(lambda text: b64(text.encode()), "Buffer.from(@, 'base64').toString()"),
    "atob": fixed(lambda text: b64(text.encode()), "atob(@)"),
    "hex": fixed(lambda text: text.encode().hex(), "Buffer.from(@, 'hex').toString('utf8')"),
    "hex by matches": fixed(
        lambda text: text.encode().hex(),
        "@.replace(/../g, h => String.fromCharCode('0x' + h))",
    ),
    "unescape": fixed(lambda text: "".join(f"%{ord(one):02x}" for one in text), "unescape(@)"),
    "numbers": fixed(codes, "String.fromCharCode(...@.split(',').map(Number))"),
    "applied": fixed(codes, "String.fromCharCode.apply(null, @.split(','))"),
    "bytes": fixed(codes, "new TextDecoder().decode(new Uint8Array(@.split(',')))"),
    "bytes from": fixed(codes, "Buffer.from(Uint8Array.from(@.split(','), Number)).toString()"),
    "inverted": fixed(
        lambda text: codes(text, lambda one: ~one),
        "@.split(',').map(c => String.fromCharCode(~c)).join('')",
    ),
    "xor": keyed(
        lambda text, key: codes(text, lambda one: one ^ key),
        "@.split(',').map(c => String.fromCharCode(c ^ %)).join('')",
    ),
    "xor in place": keyed(
        lambda text, key: bytes(ord(one) ^ key for one in text).hex(),
        "x#(@)",
        "function x#(h) { const b = Buffer.from(h, 'hex');"
        " for (let i = 0; i < b.length; i++) { b[i] ^= % } return b.toString() }",
    ),
    "shifted": keyed(
        lambda text, key: "".join(chr(ord(one) + key) for one in text),
        "s#(@)",
        "function s#(t) { var o = ''; for (var i = 0; i < t.length; i++) {"
        " o += String.fromCharCode(t.charCodeAt(i) - %) } return o }",
    ),
    "inflated": fixed(
        lambda text: b64(zlib.compress(text.encode())),
        "require('zlib').inflateSync(Buffer.from(@, 'base64')).toString()",
    ),
    "unzipped": fixed(
        lambda text: b64(gzip.compress(text.encode(), mtime=0)),
        "require('node:zlib').gunzipSync(Buffer.from(@, 'base64')).toString('utf-8')",
    ),
    "json": fixed(lambda text: json.dumps({"k": [text]}), "JSON.parse(@).k[0]"),
    "entries": fixed(
        lambda text: json.dumps([[str(place), one] for place, one in enumerate(text)]),
        "Object.values(Object.fromEntries(JSON.parse(@))).join('')",
    ),
    "all matches": fixed(
        lambda text: "".join(f"<{one}>" for one in text),
        "[...@.matchAll(/<(.)>/g)].map(m => m[1]).join('')",
    ),
    "one match after the other": fixed(
        lambda text: "".join(f"<{one}>" for one in text),
        "m#(@)",
        "function m#(t) { const re = /<(.)>/g; let m, o = '';"
        " while ((m = re.exec(t)) !== null) o += m[1]; return o }",
    ),
    "a cut": fixed(lambda text: f"xx{text}yyy", "@.slice(2, -3)"),
    "spread": reversing("", "[...@].reverse().join('')"),
    "behind": reversing("", "@.split('').reduceRight((a, c) => a + c)"),
    "by a while": reversing(
        "const w# = t => { let i = t.length, r = ''; while (i--) { r += t[i] } return r };", "w#(@)"
    ),
    "by a stack": reversing(
        "function p#(t) { let l = t.split(''), r = ''; while (l.length) r += l.pop(); return r }",
        "p#(@)",
    ),
    "by a class": reversing(
        "class C# { constructor(t) { this.t = t } toString() { return [...this.t].reverse().join('') } }",
        "String(new C#(@))",
    ),
    "private": reversing(
        "class P# { \x01t; constructor(t) { this.\x01t = t }"
        " get v() { return [...this.\x01t].reverse().join('') } }",
        "new P#(@).v",
    ),
    "by a generator": reversing(
        "function* g#(t) { for (let i = t.length - 1; i >= 0; i--) yield t[i] }",
        "[...g#(@)].join('')",
    ),
    "by a function of text": reversing(
        "", "new Function('t', \"return t.split('').reverse().join('')\")(@)"
    ),
    "borrowed": reversing("", "Array.prototype.map.call(@, c => c).reverse().join('')"),
    "arguments": fixed(
        str,
        "a#.apply(null, @.split(''))",
        "function a#() { return Array.prototype.slice.call(arguments).join('') }",
    ),
    "raw": fixed(str, "String.raw`${@}`"),
    "with labels": fixed(
        lambda text: f"{text}!!",
        "l#(@)",
        "function l#(t) { let r = ''; o: for (const c of t) {"
        " for (;;) { if (c == '!') break o; r += c; continue o } } return r }",
    ),
    "a machine of states": reversing(
        "function f#(t) { let o = '2|0|1'.split('|'), i = 0, a; while (true) { switch (o[i++]) {"
        " case '0': a = a.reverse(); continue; case '1': return a.join('');"
        " case '2': a = t.split(''); continue } break } }",
        "f#(@)",
    ),
}


def program(text: str, names: list[str], dice: random.Random) -> str:
    """A script that starts `text` as a command, after these pieces undid each other's work."""
    before, expression = composed(PIECES, text, names, dice)
    return "\n".join([*before, f"require('child_process').execSync({expression});\n"])
