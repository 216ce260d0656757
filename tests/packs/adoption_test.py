"""Every module of the standard pack can be left out, and what remains is valid (docs/standard-pack.md, "Adopting it in part")."""
import pathlib
import shutil
import subprocess
import sys
import tempfile

try:
    from ruamel.yaml import YAML
except ModuleNotFoundError as missing:
    sys.exit(f"{missing}; on Debian: apt install python3-ruamel.yaml")

PACKS = pathlib.Path(__file__).resolve().parents[2] / "examples/packs"
FLOW = "technical-service-request.yaml"


class Pack:
    """The documents of a copy of the standard pack, to be cut."""

    def __init__(self, folder):
        self.folder = folder
        self.yaml = YAML()
        self.yaml.preserve_quotes = True
        self.yaml.width = 10_000
        self.flow = self.yaml.load((folder / FLOW).read_text())
        self.agreements = list(self.yaml.load_all((folder / "agreements.yaml").read_text()))
        self.ladders = list(self.yaml.load_all((folder / "ladders.yaml").read_text()))
        handle = self.flow["states"]["handle"]["states"]
        self.regions, self.diagnosis = handle, handle["diagnosis"]["states"]
        self.working = self.diagnosis["working"]["states"]

    def clocks(self):
        return [clock for agreement in self.agreements for clock in agreement["clocks"].values()]

    def forget_events(self, forgotten):
        for event in [name for name in self.flow["events"] if forgotten(name)]:
            del self.flow["events"][event]

    def write(self):
        for name, documents in ((FLOW, [self.flow]), ("agreements.yaml", self.agreements), ("ladders.yaml", self.ladders)):
            with open(self.folder / name, "w") as file:
                self.yaml.dump_all(documents, file)


def without_third_parties(pack):
    for state in ("vendor_offered", "with_vendor", "refuted"):
        del pack.working[state]
    for state in pack.working.values():
        state.get("on", {}).pop("hand_to_vendor", None)
    pack.forget_events(lambda name: "vendor" in name or name in ("insist", "take_back"))
    pack.agreements = [each for each in pack.agreements if each["agreement"] != "vendor-contract"]
    pack.ladders = [each for each in pack.ladders if each["ladder"] != "vendor-management"]
    for clock in pack.clocks():
        if "pause" in clock:
            clock["pause"] = [pause for pause in clock["pause"] if "vendor" not in pause["when"]]


def without_emergency_recovery(pack):
    del pack.regions["recovery"], pack.diagnosis["not_covered"], pack.flow["states"]["close"]["on"]
    pack.diagnosis["solved"]["always"] = {"to": "close"}
    del pack.flow["states"]["accept"]["states"]["authorising"]["on"]["not_entitled"][0]
    pack.agreements = [each for each in pack.agreements if each["agreement"] != "emergency-recovery"]
    pack.forget_events(lambda name: "recover" in name or "bulletin" in name or name in ("restored", "service_lost", "hand_back"))
    for clock in pack.clocks():
        if "stop" in clock:
            clock["stop"] = clock["stop"].replace("on('restored') || ", "")


def with_two_lines(pack):
    del pack.working["l3_offered"], pack.working["l3"], pack.flow["events"]["escalate_to_l3"]
    del pack.working["l1"]["on"]["escalate_to_l3"], pack.working["l2"]["on"]["escalate"]
    upheld = pack.working["ruling"]["on"]["rule"][0]
    pack.working["ruling"]["on"]["rule"] = [upheld, {"to": "l2"}]
    for agreement in pack.agreements:
        for name in ("accept_l3", "locate_l3"):
            for part in (agreement["clocks"], agreement.get("thresholds", {}), *agreement["goals"]):
                part.pop(name, None)


def without_collaboration(pack):
    (pack.folder / "collaboration-task.yaml").unlink()
    pack.forget_events(lambda name: name in ("ask_help", "help_answered"))
    del pack.flow["on"]["help_answered"], pack.flow["states"]["handle"]["on"]["ask_help"]


def main(program):
    failures = 0
    for cut in (without_third_parties, without_emergency_recovery, with_two_lines, without_collaboration):
        with tempfile.TemporaryDirectory() as folder:
            packs = pathlib.Path(folder) / "packs"
            shutil.copytree(PACKS, packs)
            shutil.rmtree(packs / "itr-standard/scenarios")
            pack = Pack(packs / "itr-standard")
            cut(pack)
            pack.write()
            done = subprocess.run([program, "validate", str(pack.folder)], capture_output=True, text=True)
        print(f"{cut.__name__.replace('_', ' ')}: {'valid' if done.returncode == 0 else done.stdout + done.stderr}")
        failures += done.returncode != 0
    return 1 if failures else 0


sys.exit(main(sys.argv[1]))
