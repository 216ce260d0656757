"""itr: tickets from issue to resolution, by rules written in YAML, with clocks that keep promises.

    pack = itr.Pack.load_folder("my-pack")
    with itr.Store.memory() as store, itr.Engine(store) as engine:
        engine.deploy(pack, itr.Actor.system(), now)

`itr.aio` has the same for asyncio, `itr.raw` the C API as it is, `itr.documents` the types of what is given.
"""
from itr._actors import Actor
from itr._calendars import Calendar
from itr._deciders import Decider, Decision, EffectRow, Rows
from itr._engines import Engine
from itr._errors import (
    Diagnostic,
    FailedError,
    InternalError,
    InvalidError,
    ItrError,
    MisuseError,
    NotFoundError,
    RejectedError,
)
from itr._expressions import Expression
from itr._hosts import AssignmentPolicy, EscalationPolicy, Host, Log, RoutingPolicy, Snapshot, TargetPolicy
from itr._library import ffi, lib
from itr._packs import Pack, PackDescription, Place, ScenarioFailure, ScenarioReport, check_pack
from itr._stores import Store, StoreCounters
from itr._tickets import (
    Advanced,
    Clock,
    ClockReading,
    Deployment,
    Effect,
    EngineCounters,
    Incident,
    Outcome,
    Page,
    Phase,
    Retries,
    Row,
    Sent,
    Ticket,
)

__version__: str = ffi.string(lib.itr_version()).decode()

__all__ = [
    "Actor", "Advanced", "AssignmentPolicy", "Calendar", "Clock", "ClockReading", "Decider", "Decision", "Deployment",
    "Diagnostic", "Effect", "EffectRow", "Engine", "EngineCounters", "EscalationPolicy", "Expression", "FailedError", "Host",
    "Incident", "InternalError", "InvalidError", "ItrError", "Log", "MisuseError", "NotFoundError", "Outcome", "Pack",
    "PackDescription", "Page", "Phase", "Place", "RejectedError", "Retries", "RoutingPolicy", "Row", "Rows", "ScenarioFailure",
    "ScenarioReport", "Sent", "Snapshot", "Store", "StoreCounters", "TargetPolicy", "Ticket", "check_pack", "__version__",
]
