#!/usr/bin/env python3
"""Cuts the fonts in this folder out of Debian's Noto packages, down to what the texts need.

Run it again when a catalogue under locales/ brings letters that a font here lacks:

    sudo apt-get install fonts-noto-core fonts-noto-extra fonts-noto-cjk
    pip install fonttools==4.68.0
    python3 ui/fonts/make.py

Alphabets are kept whole, so that new words need no new fonts. Chinese, Japanese and Korean faces are
cut to the characters that the catalogues and the languages table use. It changes no outline.
"""
import re
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
TRUETYPE = Path("/usr/share/fonts/truetype/noto")
CJK = Path("/usr/share/fonts/opentype/noto")

# Digits and signs that stand in every language.
COMMON = "U+0020-007E,U+00A0-00FF,U+2010-2027,U+202F,U+2030,U+2039,U+203A,U+2060,U+200B-200F,U+2066-2069,U+2022,U+00B7,U+25CC"
LATIN = COMMON + (
    ",U+0100-024F,U+0250-02AF,U+02B0-02FF,U+0300-036F,U+0400-052F,U+1E00-1EFF,U+20A0-20BF,U+2116,U+2122,U+A78B-A78C"
)

# family file stem, weights, what to keep
ALPHABETS = [
    ("NotoSans", ("Regular", "Bold"), LATIN),
    ("NotoSansArabic", ("Regular", "Bold"), "*"),
    ("NotoSansArmenian", ("Regular", "Bold"), "*"),
    ("NotoSansDevanagari", ("Regular", "Bold"), "*"),
    ("NotoSansEthiopic", ("Regular", "Bold"), "U+1200-137F,U+2010-2027,U+0020"),
    ("NotoSansGurmukhi", ("Regular", "Bold"), "*"),
    ("NotoSansKhmer", ("Regular", "Bold"), "*"),
    ("NotoSansLao", ("Regular", "Bold"), "*"),
    ("NotoSansMyanmar", ("Regular",), "U+1000-109F,U+0020,U+25CC"),
    ("NotoSansSyriac", ("Regular",), "U+0700-074F,U+0020,U+25CC,U+0300-036F"),
    ("NotoSansThai", ("Regular", "Bold"), "*"),
    ("NotoNastaliqUrdu", ("Regular", "Bold"), "*"),
    # The numbers of the small paper: tall digits that still fit on one line of 48 mm.
    ("NotoSans-ExtraCondensed", ("Bold",), "U+0020,U+002D,U+0030-0039"),
]
# face, its place in the collection, its language
FACES = [("SC", 2, "zh-Hans"), ("TC", 3, "zh-Hant"), ("JP", 0, "ja"), ("KR", 1, "ko")]


def used(tag):
    """The characters of one catalogue, and of every name in the languages table."""
    text = (ROOT / "content/languages.toml").read_text("utf-8")
    catalogue = ROOT / "locales" / tag / "LC_MESSAGES/stairlight.po"
    if catalogue.exists():
        text += catalogue.read_text("utf-8")
    wide = {c for c in text if ord(c) >= 0x2E80}
    return ",".join(f"U+{ord(c):04X}" for c in sorted(wide | set("。，、？！：；（）「」『』《》…“”‘’—·")))


def cut(source, target, unicodes, number=None):
    command = ["pyftsubset", str(source), f"--unicodes={unicodes}", "--layout-features=*", "--notdef-outline",
               "--name-IDs=*", "--no-recalc-timestamp", f"--output-file={HERE / target}"]
    if number is not None:
        command.append(f"--font-number={number}")
    subprocess.run(command, check=True)


for stem, weights, keep in ALPHABETS:
    for weight in weights:
        name = f"{stem}{weight}.ttf" if "-" in stem else f"{stem}-{weight}.ttf"
        cut(TRUETYPE / name, name, keep)
for face, number, tag in FACES:
    for weight in ("Regular", "Bold"):
        cut(CJK / f"NotoSansCJK-{weight}.ttc", f"NotoSansCJK{face}-{weight}.otf", used(tag), number)
