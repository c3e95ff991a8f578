"""Makes static/fonts from the packages of the two faces, and prints the metrics of their stand-ins.

Run it in a place of its own; the site itself needs none of this:

    python -m venv fonts && fonts/bin/pip install fonttools==4.68.0 brotli==1.2.1
    npm pack @fontsource-variable/besley@5.3.0 @fontsource-variable/brygada-1918@5.3.0
    for each in fontsource-*.tgz; do
        mkdir "${each%-5*}" && tar xzf "$each" -C "${each%-5*}" --strip-components=1
    done
    fonts/bin/python docs/fonts.py FOLDER-OF-THE-PACKAGES

For the metrics the packages of the stand-ins lie in the same folder, unpacked in the same way:
@fontsource/gelasio (drawn to the widths of Georgia), tinos (of Times), noto-serif (of Android).
"""

import shutil
import sys
from collections import Counter
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools import merge, subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.varLib import instancer

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "static" / "fonts"
# What an English text needs, what western Europe adds, and the rest of the Latin letters.
RANGES = {
    "latin": "20-7E A0 A7 A9 AB B7 BB D7 2010-2014 2018-201E 2022 2026 20AC 2190 2192 2197 2212",
    "latin-1": "A1-A6 A8 AA AC-B6 B8-BA BC-BF C0-D6 D8-F6 F8-FF 152 153 2030 2039 203A 2122",
    "latin-ext": "100-151 154-17F 192 1A0 1A1 1AF 1B0 218-21B 1E00-1EFF 20A0-20AB 20AD-20BF",
}
FEATURES = "kern,liga,tnum,locl,mark,mkmk,ccmp"
UNITS = 1000  # Besley is drawn on 2000 units: half of it shows no difference and saves an eighth
# name of the file, package, style, what is kept of the axis
FACES = (
    ("besley", "besley", "normal", {"wght": 700}),
    ("brygada", "brygada-1918", "normal", {"wght": (400, 700)}),
    ("brygada-italic", "brygada-1918", "italic", {"wght": 420}),
)


def main(packages: Path) -> None:
    FONTS.mkdir(exist_ok=True)
    for name, package, style, axis in FACES:
        for part, codes in RANGES.items():
            source = "latin-ext" if part == "latin-ext" else "latin"
            face = opened(packages, package, source, style, axis)
            cut(face, numbers(codes)).save(FONTS / f"{name}-{part}.woff2")
    whole(packages, "besley", {"wght": 700}, "Besley-Bold.ttf")
    whole(packages, "brygada-1918", {"wght": 420}, "Brygada1918-Regular.ttf")
    for package, name in (("besley", "Besley"), ("brygada-1918", "Brygada1918")):
        folder = packages / f"fontsource-variable-{package}"
        shutil.copy(folder / "LICENSE", FONTS / f"{name}-OFL.txt")
    stand_ins(packages)


def opened(packages: Path, package: str, part: str, style: str, axis: dict) -> TTFont:
    folder = packages / f"fontsource-variable-{package}" / "files"
    face = TTFont(folder / f"{package}-{part}-wght-{style}.woff2")
    written = BytesIO()
    instancer.instantiateVariableFont(face, axis).save(written)
    return TTFont(written)


def numbers(codes: str) -> list[int]:
    ends = [each.partition("-") for each in codes.split()]
    return [n for a, _, b in ends for n in range(int(a, 16), int(b or a, 16) + 1)]


def cut(face: TTFont, codes: list[int], flavor: str | None = "woff2") -> TTFont:
    options = subset.Options(layout_features=FEATURES.split(","), hinting=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=codes)
    cutter.subset(face)
    if face["head"].unitsPerEm > UNITS:
        scale_upem(face, UNITS)
    face.flavor = flavor
    return face


def whole(packages: Path, package: str, axis: dict, name: str) -> None:
    """One file with all the Latin letters at one weight, for Pillow."""
    with TemporaryDirectory() as folder:
        parts = []
        for part in ("latin", "latin-ext"):
            face = opened(packages, package, part, "normal", axis)
            everything = [n for codes in RANGES.values() for n in numbers(codes)]
            parts.append(f"{folder}/{part}.ttf")
            cut(face, everything, flavor=None).save(parts[-1])
        merge.Merger().merge(parts).save(FONTS / name)


def stand_ins(packages: Path) -> None:
    """Print size-adjust and the heights with which a stand-in takes the room of our face."""
    words = Counter("".join(p.read_text() for p in (ROOT / "blog" / "demo").rglob("*.md")))
    words = Counter({sign: n for sign, n in words.items() if 32 <= ord(sign) < 127})
    for name, package, axis, weight in (
        ("besley", "besley", {"wght": 700}, 700),
        ("brygada", "brygada-1918", {"wght": 420}, 400),
    ):
        ours = opened(packages, package, "latin", "normal", axis)
        for family in ("gelasio", "tinos", "noto-serif", "dejavu-serif"):
            share = mean(ours, words) / mean(stand_in(packages, family, weight), words)
            line = [n / ours["head"].unitsPerEm / share for n in heights(ours)]
            figures = " ".join(f"{n:.2%}" for n in (share, *line))
            sys.stdout.write(f"{name} as {family}: size, ascent, descent, gap {figures}\n")


def stand_in(packages: Path, family: str, weight: int) -> TTFont:
    if family == "dejavu-serif":
        bold = "-Bold" if weight == 700 else ""
        return TTFont(f"/usr/share/fonts/truetype/dejavu/DejaVuSerif{bold}.ttf")
    folder = packages / f"fontsource-{family}" / "files"
    return TTFont(folder / f"{family}-latin-{weight}-normal.woff2")


def mean(face: TTFont, words: Counter) -> float:
    """The mean width of a sign of English text, in parts of the type size."""
    names, widths = face.getBestCmap(), face["hmtx"]
    total = sum(widths[names[ord(sign)]][0] * n for sign, n in words.items())
    return total / words.total() / face["head"].unitsPerEm


def heights(face: TTFont) -> tuple[int, int, int]:
    return face["hhea"].ascent, -face["hhea"].descent, face["hhea"].lineGap


if __name__ == "__main__":
    main(Path(sys.argv[1]))
