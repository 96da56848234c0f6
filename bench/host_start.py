#!/usr/bin/env python3
"""What plugins add to the start of the program: probing them in a child, loading them there, reading their components.

    bench/host_start.py BUILD      for instance build/release

Starts `tlhost list` with no plugin, with one, and with all that were built, in turn, and prints the medians, what each
plugin adds, and that for 20.  The start with none is LibTorch's own: the program is linked with it.
"""
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

TURNS, WARM_UP = 21, 2


def seconds(build, plugins):
    """Wall time of one start; its list must have that many components."""
    words = [word for path in plugins for word in ("--plugins", path)]
    start = time.perf_counter()
    done = subprocess.run([f"{build}/bin/tlhost", *words, "--no-default-plugins", "list"], capture_output=True, text=True)
    took = time.perf_counter() - start
    listed = sum(line.count("/") > 0 for line in done.stdout.splitlines())
    if done.returncode != 0 or listed < len(plugins):
        sys.exit(f"`tlhost list` of {len(plugins)} plugins lists {listed}, exit code {done.returncode}\n{done.stderr}")
    return took


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    build = Path(sys.argv[1]).resolve()
    every = sorted((build / "plugins").rglob("*.so"))
    if len(every) < 2:
        sys.exit(f"{build / 'plugins'} holds {len(every)} plugins; build them first")
    settings = {"none": [], "one": every[:1], "all": every}
    times = {name: [] for name in settings}
    for turn in range(WARM_UP + TURNS):
        for name, plugins in settings.items():
            took = seconds(build, plugins)
            if turn >= WARM_UP:
                times[name].append(took * 1000)
    median = {name: statistics.median(values) for name, values in times.items()}
    each = (median["all"] - median["none"]) / len(every)
    print(f"{platform.processor() or platform.machine()}, {platform.system()} {platform.release()}, {TURNS} turns, medians")
    for name, plugins in settings.items():
        low, high = min(times[name]), max(times[name])
        print(f"{len(plugins):3} plugins: {median[name]:6.0f} ms  ({low:.0f} to {high:.0f})")
    print(f"{each:.1f} ms a plugin; 20 plugins: {20 * each:.0f} ms on top of a start with none")


if __name__ == "__main__":
    main()
