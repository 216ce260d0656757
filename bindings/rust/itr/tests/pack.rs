//! Packs, calendars, expressions and values.
#![forbid(unsafe_code)]

mod common;
use common::{nine, Desk, HOUR, PACK};
use itr::{Data, Expression, Length, Pack, Source, Sources, Status, Value};
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

#[test]
fn a_pack_tells_what_is_in_it() {
    let pack = Pack::from_text(PACK).unwrap();
    let info = pack.describe().unwrap();
    assert_eq!(
        (info.name.as_str(), info.version.as_str(), info.workflows.as_slice()),
        ("desk", "1.0.0", ["request".to_owned()].as_slice())
    );
    let again = Pack::from_canonical(&pack.canonical().unwrap()).unwrap();
    assert_eq!((again.hash().unwrap(), info.hash.len()), (info.hash, 64));
    assert!(pack.mermaid("request", "").unwrap().starts_with("stateDiagram-v2"));
    assert!(pack.dot("request", "zh").unwrap().starts_with("digraph"));
    let error = pack.dot("no such", "").unwrap_err();
    assert_eq!((error.status(), error.code()), (Status::NotFound, "capi.unknown_name"));
    assert!(pack.diagnostics().unwrap().iter().all(|each| each.severity != "error"));
}

// A &str is UTF-8; of texts that come in, only a path may not be.
#[cfg(unix)]
#[test]
fn a_path_that_is_no_utf8_is_refused() {
    use std::os::unix::ffi::OsStrExt;
    let path = Path::new(std::ffi::OsStr::from_bytes(b"packs/\xff"));
    for refused in [Pack::from_folder::<&str>(path, &[]), Pack::from_folder("no such", &[path])] {
        let error = refused.unwrap_err();
        assert_eq!((error.status(), error.code()), (Status::Misuse, "capi.not_utf8"));
    }
}

#[test]
fn a_pack_is_read_from_a_folder() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/desk");
    let pack = Pack::from_folder(&folder, &["tests"]).unwrap();
    let report = pack.run_scenarios("").unwrap();
    assert_eq!((report.passed, report.failed), (1, 0));
    assert!(report.scenarios[0].passed);
    assert_eq!(Pack::from_folder::<&str>("no such", &[]).unwrap_err().status(), Status::Invalid);
}

#[test]
fn a_mistake_in_a_pack_is_told_by_its_place() {
    let broken = Source {
        path: "a.yaml".into(),
        text: "pack: small\nverson: 1\n".into(),
    };
    let sources = Sources {
        files: vec![broken],
        ..Default::default()
    };
    let error = Pack::from_sources(&sources).unwrap_err();
    assert_eq!(
        (error.status(), error.code(), error.diagnostics()[0].file.as_str()),
        (Status::Invalid, "capi.pack_invalid", "a.yaml")
    );
    assert!(error.to_string().contains("\na.yaml:2:1: error: "));
    let diagnosis = Pack::check(&sources).unwrap();
    assert!(!diagnosis.valid);
    assert_eq!(diagnosis.diagnostics, error.diagnostics());
    let error = Expression::compile("1 +", &[], None).unwrap_err();
    assert_eq!(error.code(), "capi.expression_invalid");
    assert!(!error.diagnostics().is_empty());
}

#[test]
fn a_calendar_counts_working_time() {
    let desk = Desk::new();
    let office = desk.pack.calendar("office").unwrap();
    let end = nine() + 5 * HOUR; // an hour of lunch
    assert_eq!(office.add(nine(), 4 * HOUR).unwrap(), Some(end));
    assert_eq!(office.add(end, -Length::from_hours(4)).unwrap(), Some(nine()));
    assert_eq!(office.between(nine(), nine() + 24 * HOUR).unwrap(), Length::from_hours(8));
    assert_eq!(office.between(nine() + 24 * HOUR, nine()).unwrap(), Length::from_hours(-8));
    assert!(!office.is_open(nine() - Duration::from_millis(1)).unwrap());
    assert_eq!(office.next_open(nine() + 3 * HOUR).unwrap(), Some(nine() + 4 * HOUR));
    assert_eq!(office.next_close(nine()).unwrap(), Some(nine() + 3 * HOUR));
    assert_eq!(office.due(nine(), "next working day by 16:00").unwrap(), Some(nine() + 31 * HOUR));
    assert_eq!(office.due(nine(), "unlimited").unwrap(), None);
    assert!(!office.is_known(nine() + 700 * 24 * HOUR).unwrap());
    assert_eq!(office.due(nine(), "50% of resolve").unwrap_err().code(), "capi.target_needs_ticket");
    assert_eq!(
        office.next_open(UNIX_EPOCH + Duration::from_secs(1 << 40)).unwrap_err().code(),
        "capi.out_of_range"
    );
    assert_eq!(desk.pack.calendar("no such").unwrap_err().status(), Status::NotFound);
}

#[test]
fn values_come_out_as_they_went_in() {
    let same = Expression::compile("x", &[("x", "dyn")], None).unwrap();
    let texts = |pairs: &[(&str, i64)]| Value::Map(pairs.iter().map(|(name, n)| ((*name).to_owned(), Value::Int(*n))).collect());
    let given = [
        Value::Null,
        true.into(),
        (-7).into(),
        i64::MAX.into(),
        u64::MAX.into(),
        2.0.into(),
        5e-324.into(),
        f64::NEG_INFINITY.into(),
        "说明书 \"\\\u{7}".into(),
        Value::Bytes(vec![0, 255]),
        (nine() + Duration::from_micros(1500)).into(),
        Length::from_millis(-5_400_500).into(),
        vec![Value::Int(1), "a".into(), Value::Null].into(),
        texts(&[("a", 1), ("b", 2)]),
        texts(&[("$time", 1)]), // which looks like a tag
        Value::Pairs(vec![(Value::Int(1), "one".into()), (Value::Int(2), "two".into())]),
        Value::Type("int".into()),
    ];
    for value in given {
        assert_eq!(same.evaluate(&Data::from([("x".to_owned(), value.clone())])), Ok(value));
    }
    let in_no_year = nine() + Duration::from_secs(1 << 60);
    let refused = same.evaluate(&Data::from([("x".to_owned(), in_no_year.into())])).unwrap_err();
    assert_eq!((refused.status(), refused.code()), (Status::Invalid, "json.invalid"));
}

#[test]
fn a_value_says_what_it_is_and_nothing_else() {
    assert_eq!(Value::from("a").as_str(), Some("a"));
    assert_eq!(Value::from(true).as_bool(), Some(true));
    assert_eq!((Value::from(7).as_int(), Value::from(7).as_double()), (Some(7), None));
    assert_eq!((Value::from(0.5).as_double(), Value::from(0.5).as_int()), (Some(0.5), None));
    assert_eq!(Value::from(nine()).as_time(), Some(nine()));
    assert_eq!(Value::from(HOUR).as_length(), Some(Length::from_hours(1)));
    assert_eq!(Value::from(vec![1]).as_list(), Some(&[Value::Int(1)][..]));
    let map = Data::from([("a".to_owned(), Value::Null)]);
    assert_eq!(Value::from(map.clone()).as_map(), Some(&map));
    assert_eq!(Value::Null.as_str(), None);
}

#[test]
fn an_expression_is_evaluated_with_bindings() {
    let variables = [("n", "int"), ("names", "list(string)")];
    let expression = Expression::compile("names.size() > n && names.all(x, x != '')", &variables, Some("bool")).unwrap();
    let bindings = Data::from([("n".to_owned(), 2.into()), ("names".to_owned(), vec!["ann", "bo", "cy"].into())]);
    assert_eq!(expression.evaluate(&bindings), Ok(Value::Bool(true)));
    let unknown = Data::from([("m".to_owned(), 2.into())]);
    assert_eq!(expression.evaluate(&unknown).unwrap_err().code(), "capi.binding_invalid");
    let later = Expression::compile("timestamp('2026-03-02T01:00:00Z') + duration('90m')", &[], None).unwrap();
    assert_eq!(later.evaluate(&Data::new()), Ok(Value::Time(nine() + HOUR + HOUR / 2)));
}
