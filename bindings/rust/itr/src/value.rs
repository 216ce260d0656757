//! Values: the fields of a ticket, what comes with an event, the variables of an expression.

use crate::time::{parse_rfc3339, rfc3339, Length};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{de, ser, Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::time::SystemTime;

/// Values by name.
pub type Data = BTreeMap<String, Value>;

/// A value of the library.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// Nothing.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A whole number that is said to be unsigned.
    Uint(u64),
    /// A number.
    Double(f64),
    /// A text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// An instant.
    Time(SystemTime),
    /// A length of time.
    Length(Length),
    /// A type, by its name, as an expression has it: `type(1)` is `int`.
    Type(String),
    /// A list.
    List(Vec<Value>),
    /// A map with texts as keys.
    Map(BTreeMap<String, Value>),
    /// A map whose keys are not all texts, in the order of the library.
    Pairs(Vec<(Value, Value)>),
}

macro_rules! what_it_is {
    ($($(#[$doc:meta])* $name:ident: $variant:ident($held:ident) -> $out:ty = $given:expr;)*) => {
        impl Value {$(
            $(#[$doc])*
            pub fn $name(&self) -> Option<$out> {
                match self {
                    Value::$variant($held) => Some($given),
                    _ => None,
                }
            }
        )*}
    };
}
what_it_is! {
    /// The text, if it is one.
    as_str: Text(text) -> &str = text;
    /// Yes or no, if it is that.
    as_bool: Bool(yes) -> bool = *yes;
    /// The whole number, if it is one.
    as_int: Int(number) -> i64 = *number;
    /// The number, if it is one that may have a fraction.
    as_double: Double(number) -> f64 = *number;
    /// The instant, if it is one.
    as_time: Time(at) -> SystemTime = *at;
    /// The length of time, if it is one.
    as_length: Length(length) -> Length = *length;
    /// The list, if it is one.
    as_list: List(items) -> &[Value] = items;
    /// The map, if it is one with texts as keys.
    as_map: Map(members) -> &BTreeMap<String, Value> = members;
}

macro_rules! from {
    ($($kind:ty => $variant:ident),* $(,)?) => {$(
        impl From<$kind> for Value {
            fn from(value: $kind) -> Self {
                Value::$variant(value.into())
            }
        }
    )*};
}
from! {
    bool => Bool, i64 => Int, i32 => Int, u64 => Uint, f64 => Double, &str => Text, String => Text, SystemTime => Time,
    Length => Length, std::time::Duration => Length, BTreeMap<String, Value> => Map,
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(list: Vec<T>) -> Self {
        Value::List(list.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

const MOST: i64 = (1 << 53) - 1; // what every reader of JSON keeps whole

fn tag<S: Serializer, T: Serialize + ?Sized>(out: S, name: &str, value: &T) -> Result<S::Ok, S::Error> {
    let mut map = out.serialize_map(Some(1))?;
    map.serialize_entry(name, value)?;
    map.end()
}

/// Spells what JSON lacks as the library does: `{"$time": …}`.
impl Serialize for Value {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Null => out.serialize_unit(),
            Value::Bool(value) => out.serialize_bool(*value),
            Value::Int(value) if (-MOST..=MOST).contains(value) => out.serialize_i64(*value),
            Value::Int(value) => tag(out, "$int", &value.to_string()),
            Value::Uint(value) => tag(out, "$uint", value),
            Value::Double(value) if value.is_finite() => out.serialize_f64(*value),
            Value::Double(value) if value.is_nan() => tag(out, "$double", "NaN"),
            Value::Double(value) => tag(out, "$double", if *value > 0.0 { "Infinity" } else { "-Infinity" }),
            Value::Text(text) => out.serialize_str(text),
            Value::Bytes(bytes) => tag(out, "$bytes", &hex(bytes)),
            Value::Time(at) => match rfc3339(*at) {
                Some(text) => tag(out, "$time", &text),
                None => Err(ser::Error::custom("an instant is in no year that can be written")),
            },
            Value::Length(length) => tag(out, "$duration", &length.to_string()),
            Value::Type(name) => tag(out, "$type", name),
            Value::List(items) => out.collect_seq(items),
            Value::Map(map) if map.len() == 1 && map.keys().all(|key| key.starts_with('$')) => {
                // would be read as a tag
                let pairs = map.iter().map(|(key, value)| (Value::Text(key.clone()), value.clone()));
                tag(out, "$map", &Pairs(&pairs.collect::<Vec<_>>()))
            }
            Value::Map(map) => out.collect_map(map),
            Value::Pairs(pairs) => tag(out, "$map", &Pairs(pairs)),
        }
    }
}

struct Pairs<'a>(&'a [(Value, Value)]);

impl Serialize for Pairs<'_> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let mut list = out.serialize_seq(Some(self.0.len()))?;
        for pair in self.0 {
            list.serialize_element(pair)?;
        }
        list.end()
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if text.len() % 2 != 0 || !text.is_ascii() {
        return None;
    }
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok())
        .collect()
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(given: D) -> Result<Self, D::Error> {
        understand(Json::deserialize(given)?).map_err(de::Error::custom)
    }
}

fn understand(json: Json) -> Result<Value, String> {
    Ok(match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(value),
        Json::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(value), _) => Value::Int(value),
            (None, Some(value)) => Value::Double(value),
            (None, None) => return Err(format!("the number {number} is out of range")),
        },
        Json::String(text) => Value::Text(text),
        Json::Array(items) => Value::List(items.into_iter().map(understand).collect::<Result<_, _>>()?),
        Json::Object(members) => match members.iter().next() {
            Some((name, inner)) if members.len() == 1 && name.starts_with('$') => untag(name, inner)?,
            _ => Value::Map(
                members
                    .into_iter()
                    .map(|(name, value)| Ok((name, understand(value)?)))
                    .collect::<Result<_, String>>()?,
            ),
        },
    })
}

fn untag(name: &str, inner: &Json) -> Result<Value, String> {
    let text = inner.as_str().unwrap_or_default();
    let found = match name {
        "$time" => parse_rfc3339(text).ok().map(Value::Time),
        "$duration" => text.parse().ok().map(Value::Length),
        "$bytes" => unhex(text).map(Value::Bytes),
        "$int" => text.parse().ok().map(Value::Int),
        "$uint" => inner.as_u64().map(Value::Uint),
        "$double" => text.parse().ok().map(Value::Double), // of "NaN", "Infinity", "-Infinity"
        "$type" => Some(Value::Type(text.into())),
        "$map" => inner
            .as_array()
            .and_then(|pairs| pairs.iter().map(untag_pair).collect::<Option<_>>())
            .map(map_of),
        _ => None,
    };
    found.ok_or_else(|| format!("an object with the single key '{name}' that stands for no value: {inner}"))
}

fn map_of(pairs: Vec<(Value, Value)>) -> Value {
    if pairs.iter().any(|(key, _)| key.as_str().is_none()) {
        return Value::Pairs(pairs);
    }
    let text = |key| match key {
        Value::Text(text) => Some(text),
        _ => None,
    };
    Value::Map(pairs.into_iter().filter_map(|(key, value)| Some((text(key)?, value))).collect())
}

fn untag_pair(pair: &Json) -> Option<(Value, Value)> {
    match pair.as_array()?.as_slice() {
        [key, value] => Some((understand(key.clone()).ok()?, understand(value.clone()).ok()?)),
        _ => None,
    }
}
