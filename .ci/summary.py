"""Adds up TRX files: prints skipped tests with their reasons and, last, "N passed, N failed, N skipped".

Ends with 1 when a test failed, when one was skipped for another reason than absent shared data, when nothing ran, or when the
test command itself failed.
"""
import glob
import sys
import xml.etree.ElementTree as ET

NAMESPACE = "{http://microsoft.com/schemas/VisualStudio/TeamTest/2010}"
TOLERATED = "of the shared data is not on this machine"


def main(folder, status):
    passed = failed = skipped = 0
    refused = []
    for path in sorted(glob.glob(f"{folder}/**/*.trx", recursive=True)):
        for result in ET.parse(path).getroot().iter(f"{NAMESPACE}UnitTestResult"):
            outcome = result.get("outcome")
            if outcome == "Passed":
                passed += 1
            elif outcome == "NotExecuted":
                skipped += 1
                reason = "".join(result.itertext()).strip() or "no reason"
                print(f"skipped: {result.get('testName')}: {reason}")
                if TOLERATED not in reason:
                    refused.append(result.get("testName"))
            else:
                failed += 1
                print(f"failed: {result.get('testName')}")
    if refused:
        print(f"{len(refused)} tests were skipped that have to run here")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or refused or passed == 0 or status != 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
