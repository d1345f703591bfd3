"""Runs the rivals interleaved and prints a Markdown table of medians.

usage: measure.py ROUNDS NAME=COMMAND…   (a command's last word is the file it writes; the first NAME is 1.00)
"""

import os
import platform
import shlex
import statistics
import subprocess
import sys
import time


def once(command):
    began = time.monotonic()
    process = subprocess.Popen(shlex.split(command), stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"failed: {command}")
    file = shlex.split(command)[-1]
    size = os.path.getsize(file) if os.path.exists(file) else 0
    return used.ru_utime + used.ru_stime, time.monotonic() - began, used.ru_maxrss / 1024, size / 1e6


def machine():
    with open("/proc/cpuinfo") as f:
        model = next((line.split(":")[1].strip() for line in f if line.startswith("model name")), platform.machine())
    return f"{os.cpu_count()} × {model}, {platform.system()} {platform.release()}"


def main():
    rounds = int(sys.argv[1])
    rivals = [a.split("=", 1) for a in sys.argv[2:]]
    runs = {name: [] for name, _ in rivals}
    for _ in range(rounds):
        for name, command in rivals:
            runs[name].append(once(command))
    medians = {name: [statistics.median(c) for c in zip(*list_)] for name, list_ in runs.items()}
    base = medians[rivals[0][0]][0]
    print(f"{time.strftime('%Y-%m-%d')}, {machine()}, median of {rounds}, load {os.getloadavg()[0]:.1f}\n")
    print(f"| writer | CPU s | ÷ {rivals[0][0]} | wall s | peak RSS MB | file MB |")
    print("|---|---|---|---|---|---|")
    for name, _ in rivals:
        cpu, wall, rss, size = medians[name]
        print(f"| {name} | {cpu:.2f} | {cpu / base:.2f} | {wall:.1f} | {rss:.0f} | {size:.1f} |")


main()
