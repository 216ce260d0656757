"""The house rules as tables: the one place to change when a room, a library or an exception is added."""

# --- rooms ---------------------------------------------------------------------------------------
# Which room a public header belongs to. src/ROOM/ needs no entry; src/store/ADAPTER/ is the room "adapter".
ROOM_OF_HEADER = {
    "itr.hpp": "umbrella",
    "itr.h": "capi",
    **dict.fromkeys(["version", "export", "result", "error", "diagnostic", "ids", "random", "value", "slim_vector",
                     "in_place_vector"], "base"),
    **dict.fromkeys(["time"], "base"),  # the instant and its text form; calendars are the room "time"
    "calendar": "time",
    "icalendar": "icalendar",
    **dict.fromkeys(["expression", "type_notation"], "expression"),
    **dict.fromkeys(["model", "calendars", "draft"], "model"),
    "loader": "loader",
    **dict.fromkeys(["chart", "state_list"], "chart"),
    "clock": "clock",
    "structure": "structure",
    "policy": "policy",
    "validation": "validation",
    "pack": "pack",
    **dict.fromkeys(["command", "event", "effect", "ticket", "view", "restore"], "ticket"),
    **dict.fromkeys(["store", "store_contract"], "store"),
    "engine": "engine",
    "document": "document",
    **dict.fromkeys(["insight", "explain", "what_if"], "insight"),
    "scenario": "scenario",
    "audit": "audit",
    "care": "care",
    "import": "import",
    "diagram": "diagram",
}

# Which rooms a room may use. Anything that is not here is forbidden.
_PURE = ["base", "time", "expression", "model", "chart", "clock", "structure", "policy", "pack"]
MAY_USE = {
    "base": [],
    "time": ["base"],
    "icalendar": ["base", "time"],
    "expression": ["base", "time"],
    "model": ["base", "time", "expression"],
    "loader": ["base", "time", "expression", "model"],
    "chart": ["base", "time", "expression", "model"],
    "clock": ["base", "time", "expression", "model", "chart"],
    "structure": ["base", "time", "expression", "model", "chart", "clock"],
    "policy": ["base", "time", "expression", "model", "chart"],
    "validation": ["base", "time", "expression", "model", "chart", "clock", "structure"],
    "pack": ["base", "time", "expression", "model", "chart", "clock", "structure", "policy"],
    "store": ["base"],
    "adapter": ["base", "store"],
    "care": ["base", "store"],
    "ticket": [*_PURE, "store"],  # of the port only the plain rows that decide() fills
    "insight": [*_PURE, "store", "ticket"],
    "audit": [*_PURE, "store", "ticket"],
    "diagram": [*_PURE, "ticket"],
    "scenario": [*_PURE, "loader", "validation", "store", "ticket"],
    "import": [*_PURE, "loader", "validation", "store", "ticket"],
    "engine": [*_PURE, "loader", "validation", "store", "ticket", "audit"],
    "document": [*_PURE, "store", "ticket", "scenario", "engine"],
    "capi": [*_PURE, "loader", "validation", "store", "adapter", "ticket", "insight", "audit", "care", "diagram", "scenario",
             "import", "engine", "document"],
}
MAY_USE["cli"] = [*MAY_USE["capi"], "icalendar", "umbrella"]
MAY_USE["umbrella"] = [room for room in MAY_USE["capi"]]

# Rooms that may include public headers only, as a user of the library would.
PUBLIC_ONLY = ["cli", "capi"]

# The pure half: the same input gives the same output, on every machine, for ever.
PURE_ROOMS = ["base", "time", "icalendar", "expression", "model", "loader", "chart", "clock", "structure", "policy",
              "pack", "validation", "ticket", "insight", "diagram"]

# --- libraries of others -------------------------------------------------------------------------
# Prefix of the header → where it may be included, and why only there. "*.cpp" narrows to source files.
LIBRARIES = {
    "tl/": (["include/itr/result.hpp"], "result.hpp is the one header that knows it, so it can be replaced"),
    "fmt/": (["src/*"], "public headers show no third-party types"),
    "nlohmann/json_fwd.hpp": (["src/*"], "public headers show no third-party types"),
    "nlohmann/": (["src/*.cpp"], "it costs seconds of compiling wherever it is included; keep it in a .cpp"),
    "yaml-cpp/": (["src/loader/*"], "only the loader knows YAML; the rooms behind it see the model"),
    "yaml.h": (["src/loader/*"], "only the loader knows YAML; the rooms behind it see the model"),
    "boost/graph": (["src/structure/*.cpp", "src/validation/*.cpp"], "ways through a workflow belong to structure and validation"),
    "boost/date_time": (["src/time/*"], "dates and zones belong to the time room"),
    "date/": (["src/time/*"], "dates and zones belong to the time room"),
    "libical/": (["src/icalendar/*"], "only the import of calendars reads iCalendar files"),
    "re2/": (["src/expression/*.cpp"], "only the expression language matches patterns"),
    "CLI/": (["src/cli/*.cpp"], "command lines belong to the program"),
    "sqlite3.h": (["src/store/sqlite/*", "include/itr/stores/sqlite.hpp"], "only its adapter knows SQLite"),
    "libpq-fe.h": (["src/store/postgres/*", "include/itr/stores/postgres.hpp"], "only its adapter knows PostgreSQL"),
    "sodium": (["src/base/*.cpp", "src/audit/*.cpp"], "hashing is behind base and audit"),
    "zlib.h": (["src/import/*.cpp", "src/cli/*.cpp"], "only logs that are read come compressed"),
}

# --- calls ---------------------------------------------------------------------------------------
# (pattern, why, what to use instead)
_CLOCK = ("the same command must give the same events whenever it is replayed", "take `now` as an argument")
_RANDOM = ("replay and tests must be repeatable", "take ids and choices from the command or an injected source")
_ENVIRONMENT = ("a result must not depend on the machine", "take it as an argument; the shell reads the environment")
_FILES = ("the pure half is given values and gives values", "read in the shell (engine, cli) and pass the text")
_THREADS = ("the pure half has one thread and no locks; types are immutable and shared", "do it in the engine")
_LOCALE = ("parsing and printing must not change with the locale", "std::from_chars / std::to_chars, or fmt")
_OUTPUT = ("a library does not print", "return a text or a diagnostic")
BANNED_IN_PURE_ROOMS = [
    (r"(?<![\w.>:])(?:std::)?(?:time|gettimeofday|clock_gettime|localtime|gmtime|mktime)\s*\(\s*(?:NULL|nullptr|0|&)|\bstd::(?:clock|time)\s*\(",
     *_CLOCK),
    (r"\b(?:system|steady|high_resolution|utc|tai)_clock\s*::\s*now\b", *_CLOCK),
    (r"(?<![\w.>])(?:std::)?s?rand\s*\(", *_RANDOM),
    (r"\brandom_device\b|\bmt19937(?:_64)?\b|\bdefault_random_engine\b", *_RANDOM),
    (r"\b(?:secure_)?getenv\s*\(|\bsetenv\s*\(|\benviron\b", *_ENVIRONMENT),
    (r"\bf(?:re)?open\s*\(|\b[io]?fstream\b|\bstd::filesystem\b|\bpopen\s*\(", *_FILES),
    (r"#\s*include\s*<(?:unistd|fcntl|sys/\w+|dirent)\.h>", *_FILES),
    (r"\bstd::(?:j?thread|(?:shared_|recursive_|timed_)*mutex|condition_variable\w*|async|call_once)\b", *_THREADS),
    (r"\bthread_local\b", *_THREADS),
    (r"\bsetlocale\s*\(|\bstd::locale\b|\b(?:std::)?(?:strtod|strtof|atof|stod|stof|atoi|stoi|stol)\s*\(", *_LOCALE),
    (r"\b[io]?stringstream\b", *_LOCALE),
    (r"\bstd::c(?:out|err|log)\b|(?<![\w])(?:std::)?f?printf\s*\(|\bfmt::print\b", *_OUTPUT),
]
BANNED_IN_ALL_SOURCES = [
    (r"\bstd::(?:basic_)?regex\b|#\s*include\s*<regex>", "it backtracks without a limit, so a pattern can hang the host",
     "RE2, in the expression room"),
    (r"(?<![\w.>])(?:std::)?(?:strcpy|strcat|sprintf|gets|strtok)\s*\(", "no bound on what is written", "std::string or fmt"),
    (r"(?<![\w.>:])(?:std::)?system\s*\(", "a library starts no shell", "an effect for the host"),
    (r"#\s*include\s*<bits/", "not a header of the language", "the header that declares the name"),
]
BANNED_FOR_TIME = [
    (r"\b(?:float|double)\b", "a rounded millisecond is a wrong promise", "std::int64_t milliseconds and integer arithmetic"),
]
TIME_ROOMS = ["time", "icalendar", "clock"]
BANNED_IN_TESTS = [
    (r"\bsleep_(?:for|until)\s*\(|(?<![\w.>])(?:u|nano)?sleep\s*\(", "a test that waits is slow, and fails on a slow machine",
     "simulated time: pass `now`; for threads a latch or a condition"),
]

# file → {part of a pattern's match: why it is right there}. Every entry must still be needed.
EXCEPTIONS = {
    "src/time/system_zones.cpp": {
        "": "the one door to the system's zone database: the shell calls it and passes the immutable result in",
    },
    "src/time/timeline.hpp": {
        "std::mutex": "guards stretches of a calendar that are compiled when first asked for: seen from outside it is immutable",
    },
    "include/itr/loader.hpp": {
        "std::filesystem": "names the folder that folder.cpp reads",
    },
    "src/loader/folder.cpp": {
        "": "reads a pack's folder for the shell; everything behind it works on texts",
    },
    "src/loader/tree.cpp": {
        "istringstream": "the YAML parser reads from a stream; nothing is formatted through it",
    },
}

# --- sizes ---------------------------------------------------------------------------------------
MAX_FILE_LINES = 700
MAX_FUNCTION_LINES = 70
PYTHON_FOLDERS = ["benchmarks", "bindings", "examples", "tests"]
GENERATED_PYTHON = ["bindings/python/src/itr/raw.py"]
NOT_OURS = ["build", "node_modules", "target"]  # folders that tools fill
