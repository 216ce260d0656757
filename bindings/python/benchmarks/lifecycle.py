"""The lifecycle of twelve events (benchmarks/lifecycle_pack.cpp) as scripts for itr and for the packages it is compared with."""
import pathlib
import re
from datetime import datetime, timedelta, timezone

ROOT = pathlib.Path(__file__).resolve().parents[3]
START = datetime(2026, 3, 2, 1, 0, tzinfo=timezone.utc)
OPENING = {"severity": "major", "contract_active": True, "channel": "web", "customer": "acme", "requester": "acme"}
EVENTS = [
    ("register", {"desk": "desk-1"}), ("authorize", {"approver": "mgr-2"}), ("dispatch", {"queue": "net", "assignee": "li.wei"}),
    ("validate", {"info": "ok"}), ("request_info", {"info": "need-logs"}), ("info_received", {"info": "logs.tgz"}),
    ("diagnose", {"cause": "dns"}), ("prepare", {"solution": "restart"}), ("deliver", {"info": "sent"}),
    ("confirm", {"confirmed": "yes"}), ("survey", {"score": "5"}), ("close", {"info": "done"}),
]
STATES = ["new", "registered", "authorized", "dispatched", "validated", "waiting", "informed", "diagnosed", "prepared", "delivered",
          "confirmed", "surveyed", "closed"]


def _major(ticket):
    return ticket["severity"] == "major" and ticket["contract_active"]


#: The guards of the pack, in the order of the events, for packages whose guards are functions.
GUARDS = [
    lambda t: t["channel"] is not None, _major, _major, lambda t: t["assignee"] != "", _major,
    lambda t: t["customer"] == t["requester"], lambda t: t["severity"] != "none", lambda t: t["cause"] != "",
    lambda t: t["solution"] != "", lambda t: t["customer"] == t["requester"], _major, lambda t: t["confirmed"] == "yes",
]


def pack_text():
    source = (ROOT / "benchmarks/lifecycle_pack.cpp").read_text(encoding="utf-8")
    return re.search(r'R"yaml\((.*?)\)yaml"', source, re.S)[1]


def at(event):
    """The instant of an event, from 0; the opening is at START."""
    return START + timedelta(minutes=event + 1)
