"""What every part of the proof speaks in: commands that are said before they run, a failure, the report."""
import subprocess


class Failure(Exception):
    pass


def run(*command, **options):
    print("+", *(str(word) for word in command), flush=True)
    return subprocess.run([str(word) for word in command], check=True, **options)


def output(*command, **options):
    return run(*command, stdout=subprocess.PIPE, text=True, **options).stdout


class Report:
    def __init__(self, path):
        self.path, self.rows, self.broken = path, [], []

    def row(self, what, seen, held=True):
        """One thing that was looked at; what is not as it must be fails the proof at its end."""
        if not held:
            self.broken.append(what)
            seen = f"**NOT HELD** {seen}"
        print(f"== {what}: {seen}", flush=True)
        self.rows.append(f"| {what} | {seen} |")
        self.path.write_text("| what | seen |\n|---|---|\n" + "\n".join(self.rows) + "\n")
