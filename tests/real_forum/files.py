"""Visitors who open pages and then fetch every static file that the page names, without an end.

Says "ready", works until its input ends, then prints one line of JSON: how many files were asked for, which
requests failed (file and status), and how many different versions of the pages were seen.
"""

import json
import re
import sys
import threading

from browser import ADDRESS, Browser

NAMES = re.compile(r"""["'(](/static/[^"'()\s?#]+)""")

over = threading.Event()
asked, failed, versions = [], [], set()


def visit(browser):
    files = sorted(set(NAMES.findall(browser.get("/").text)))
    versions.add(tuple(files))
    for file in files:
        answer = browser.http.get(ADDRESS + file, timeout=30)
        asked.append(file)
        if answer.status_code != 200:
            failed.append([file, answer.status_code])


def work():
    browser = Browser()
    while not over.is_set():
        try:
            visit(browser)
        except Exception as error:
            failed.append([f"{type(error).__name__}: {error}"[:300], 0])
        over.wait(0.05)


def main():
    visit(Browser())
    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    print("ready", flush=True)
    sys.stdin.read()
    over.set()
    for worker in workers:
        worker.join()
    print(json.dumps({"asked": len(asked), "failed": failed, "versions": len(versions)}), flush=True)


if __name__ == "__main__":
    main()
