"""The emulated screen as a person sees it: the words on it and where they stand, read by tesseract, and the keys
to type with, found by their colour. Nothing is known beforehand of where a thing stands, and nothing is asked of
the program: what cannot be read on the picture is not there.
"""
import os, re, subprocess

SHADES = b"D" * 100 + b"L" * 156
NEGATIVE = bytes(255 - value for value in range(256))
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


class Picture:
    """A picture of the screen, as QEMU writes it (PPM)."""

    def __init__(self, path):
        self.bytes = path.read_bytes()
        kind, size, _, self.pixels = self.bytes.split(b"\n", 3)
        if kind != b"P6":
            raise ValueError(f"{path}: not a picture")
        self.width, self.height = (int(word) for word in size.split())
        self.path, self.found = path, None

    def at(self, x, y):
        place = (y * self.width + x) * 3
        return self.pixels[place:place + 3]

    def words(self):
        """Words with their boxes, in reading order."""
        if self.found is None:
            plain = self.path.with_suffix(".plain.ppm")
            plain.write_bytes(self.bytes[: len(self.bytes) - len(self.pixels)] + self.dark_on_light())
            self.found = read(plain)
        return self.found

    def dark_on_light(self):
        """The pixels with light letters on dark keys turned round: tesseract loses some of them. A key begins and
        ends with its own colour, and is higher than any stroke of a letter."""
        turned, width = bytearray(self.pixels), self.width * 3
        for y in range(self.height):
            shades = self.pixels[y * width + 1:(y + 1) * width:3].translate(SHADES)
            for dark in re.finditer(rb"D{16,}(?:L{1,40}D+)*(?<=D{16})", shades):
                first, last = dark.span()
                column = [self.at(first + 8, other) for other in range(max(0, y - 12), min(self.height, y + 13))]
                same = [pixel == self.at(first + 8, y) for pixel in column]
                if last - first > 100 and (all(same[:13]) or all(same[-13:])):
                    here = slice(y * width + first * 3, y * width + last * 3)
                    turned[here] = turned[here].translate(NEGATIVE)
        return bytes(turned)

    def text(self):
        return " ".join(word for word, _ in self.words())

    def says(self, phrase):
        return plain(phrase) in plain(self.text())

    def find(self, phrase):
        """The middle of these words, where they stand one behind the other; `None` where they do not. Words that
        begin what can be touched count before the same words within a sentence."""
        wanted, found = plain(phrase), []
        words = [(plain(word), box) for word, box in self.words() if plain(word)]
        for first in range(len(words)):
            said = ""
            for last in range(first, len(words)):
                said += words[last][0]
                if said == wanted:
                    boxes = [box for _, box in words[first:last + 1]]
                    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
                    right, bottom = max(box[0] + box[2] for box in boxes), max(box[1] + box[3] for box in boxes)
                    begins = first == 0 or not follows(words[first - 1][1], words[first][1])
                    found.append((not begins, len(found), ((left + right) // 2, (top + bottom) // 2)))
                if not wanted.startswith(said):
                    break
        return min(found)[2] if found else None

    def digits(self):
        """The middles of the ten keys, in two rows: digits alone in a key are too little to be read for sure."""
        erase = self.find("Erase")
        if not erase:
            return {}
        x, y = erase[0], erase[1]
        # A line through the key above its word, where nothing but the key's own colour is.
        while self.at(x, y) == self.at(x, y - 1) or abs(y - erase[1]) < 14:
            y -= 1
        below, colour = y + 4, self.at(x, y + 4)
        above = y - 1
        while self.at(x, above) != colour:
            above -= 1
        keys = self.row(above - 4, colour) + self.row(below, colour)
        half = (erase[1] - below)
        places = [(x, y) for (x, y) in keys]
        return {digit: (x, y - half if y < below else y + half) for digit, (x, y) in zip("1234567890", places)}

    def row(self, y, colour):
        """The middles of the stretches of this colour."""
        found, start = [], None
        for x in range(self.width + 1):
            inside = x < self.width and self.at(x, y) == colour
            if inside and start is None:
                start = x
            elif not inside and start is not None:
                if x - start > 60:
                    found.append(((start + x) // 2, y))
                start = None
        return found


def plain(text):
    return "".join(letter for letter in text.lower() if letter in LETTERS)


def follows(one, other):
    """Whether a word stands behind another in the same line of text."""
    return abs(one[1] + one[3] - other[1] - other[3]) < 16 and 0 <= other[0] - one[0] - one[2] < 22


def read(path):
    table = subprocess.run(["tesseract", str(path), "-", "--psm", "11", "tsv"], check=True, text=True,
                           stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                           env=os.environ | {"OMP_THREAD_LIMIT": "1"}).stdout
    found = []
    for line in table.splitlines()[1:]:
        fields = line.split("\t")
        if len(fields) == 12 and fields[11].strip() and float(fields[10]) > 40:
            found.append((fields[11], tuple(int(field) for field in fields[6:10])))
    return found
