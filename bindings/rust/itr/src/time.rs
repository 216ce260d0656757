//! Instants and lengths of time, in milliseconds as the library counts them.

use chrono::{DateTime, Utc};
use itr_sys as sys;
use serde::{de, Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970, rounded down. What lies beyond them is given as one that the library refuses.
pub(crate) fn ms(at: SystemTime) -> i64 {
    match at.duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
        Err(before) => {
            let before = before.duration();
            let up = u128::from(before.subsec_nanos() % 1_000_000 != 0);
            i64::try_from(before.as_millis() + up).map_or(i64::MIN, |ms| -ms)
        }
    }
}

/// `None` for "never".
pub(crate) fn instant(ms: i64) -> Option<SystemTime> {
    let length = Duration::from_millis(ms.unsigned_abs());
    match ms {
        sys::ITR_NEVER => None,
        0.. => UNIX_EPOCH.checked_add(length),
        _ => UNIX_EPOCH.checked_sub(length),
    }
}

/// A length of time in whole milliseconds, which may be negative: what remains of a promise that was broken. Made from a
/// [`Duration`], it is cut to milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Length(i64);

impl Length {
    /// So many milliseconds.
    pub const fn from_millis(ms: i64) -> Self {
        Length(ms)
    }

    /// So many minutes.
    pub const fn from_minutes(minutes: i64) -> Self {
        Length(minutes.saturating_mul(60_000))
    }

    /// So many hours.
    pub const fn from_hours(hours: i64) -> Self {
        Length(hours.saturating_mul(3_600_000))
    }

    /// How many milliseconds.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// As a `Duration`, `None` if it is negative.
    pub fn to_duration(self) -> Option<Duration> {
        u64::try_from(self.0).ok().map(Duration::from_millis)
    }
}

impl From<Duration> for Length {
    fn from(length: Duration) -> Self {
        Length(i64::try_from(length.as_millis()).unwrap_or(i64::MAX))
    }
}

impl std::ops::Neg for Length {
    type Output = Length;
    fn neg(self) -> Length {
        Length(self.0.saturating_neg())
    }
}

/// As documents have it: `26h30m`, `-1m`, `0s`.
impl fmt::Display for Length {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == 0 {
            return out.write_str("0s");
        }
        if self.0 < 0 {
            out.write_str("-")?;
        }
        let mut rest = self.0.unsigned_abs();
        for (size, unit) in UNITS {
            if rest >= size {
                write!(out, "{}{unit}", rest / size)?;
                rest %= size;
            }
        }
        Ok(())
    }
}

const UNITS: [(u64, &str); 4] = [(3_600_000, "h"), (60_000, "m"), (1000, "s"), (1, "ms")];

/// Reads what documents have: whole numbers with the units h, m, s and ms, and seconds with a fraction.
impl std::str::FromStr for Length {
    type Err = ParseLengthError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let negative = text.starts_with('-');
        let mut rest = text.strip_prefix('-').unwrap_or(text);
        let mut sum = 0_i64;
        while !rest.is_empty() {
            sum = take_term(&mut rest)
                .and_then(|term| if negative { sum.checked_sub(term) } else { sum.checked_add(term) })
                .ok_or_else(|| ParseLengthError(text.into()))?;
        }
        if text.len() <= usize::from(negative) {
            return Err(ParseLengthError(text.into()));
        }
        Ok(Length(sum))
    }
}

/// A number and its unit, in milliseconds, taken off the front.
fn take_term(rest: &mut &str) -> Option<i64> {
    let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let (number, after) = rest.split_at(digits);
    let end = after.find(|c: char| c.is_ascii_digit()).unwrap_or(after.len());
    let size = UNITS.iter().find(|(_, unit)| *unit == &after[..end])?.0;
    *rest = &after[end..];
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let mut ms = whole.parse::<i64>().ok()?.checked_mul(i64::try_from(size).ok()?)?;
    let mut place = size;
    for digit in part.chars() {
        place /= 10; // what is finer than milliseconds is cut off
        ms = ms.checked_add(i64::from(digit.to_digit(10)?) * i64::try_from(place).ok()?)?;
    }
    Some(ms)
}

/// A text that is no length of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseLengthError(String);

impl fmt::Display for ParseLengthError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "expected a length of time such as 1h30m, but found '{}'", self.0)
    }
}

impl std::error::Error for ParseLengthError {}

/// As milliseconds.
impl Serialize for Length {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_i64(self.0)
    }
}

impl<'de> Deserialize<'de> for Length {
    fn deserialize<D: Deserializer<'de>>(given: D) -> Result<Self, D::Error> {
        String::deserialize(given)?.parse().map_err(de::Error::custom)
    }
}

/// `None` where there is no such year.
pub(crate) fn rfc3339(at: SystemTime) -> Option<String> {
    const SECOND: u32 = 1_000_000_000;
    let (seconds, nanos) = match at.duration_since(UNIX_EPOCH) {
        Ok(since) => (i64::try_from(since.as_secs()).ok()?, since.subsec_nanos()),
        Err(before) => {
            let before = before.duration();
            let up = before.subsec_nanos() != 0;
            let seconds = -i64::try_from(before.as_secs()).ok()? - i64::from(up);
            (seconds, if up { SECOND - before.subsec_nanos() } else { 0 })
        }
    };
    DateTime::<Utc>::from_timestamp(seconds, nanos).map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true))
}

pub(crate) fn parse_rfc3339(text: &str) -> Result<SystemTime, chrono::ParseError> {
    DateTime::parse_from_rfc3339(text).map(SystemTime::from)
}

/// Instants in documents: milliseconds going in, RFC 3339 coming out.
pub(crate) mod in_documents {
    use super::*;

    pub(crate) fn serialize<S: Serializer>(at: &SystemTime, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_i64(ms(*at))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(given: D) -> Result<SystemTime, D::Error> {
        parse_rfc3339(&String::deserialize(given)?).map_err(de::Error::custom)
    }

    /// Those that may be left out.
    pub(crate) mod optional {
        use super::*;

        pub(crate) fn serialize<S: Serializer>(at: &Option<SystemTime>, out: S) -> Result<S::Ok, S::Error> {
            at.map(ms).serialize(out)
        }

        pub(crate) fn deserialize<'de, D: Deserializer<'de>>(given: D) -> Result<Option<SystemTime>, D::Error> {
            super::deserialize(given).map(Some)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_reads_back_as_it_is_written() {
        for ms in [0, 1, -1, 999, 60_000, -95_400_000, 3_723_004, i64::MAX, i64::MIN] {
            let length = Length::from_millis(ms);
            assert_eq!(length.to_string().parse(), Ok(length));
        }
        assert_eq!("1.5s".parse(), Ok(Length::from_millis(1500)));
        assert_eq!("-0.25s".parse(), Ok(Length::from_millis(-250)));
        assert_eq!("9223372036854775.807s".parse(), Ok(Length::from_millis(i64::MAX)));
        for wrong in ["", "-", "1", "h", "1d", "1h-2m", "1.2.3s", "1..5s", ".5s", ".s"] {
            assert!(wrong.parse::<Length>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_length_beyond_what_can_be_counted_is_refused() {
        for wrong in [
            "99999999999999999999h",
            "2562047788016h",
            "9223372036854775.999s",
            "9223372036854775s808ms",
        ] {
            assert!(wrong.parse::<Length>().is_err(), "{wrong}");
            assert!(format!("-{wrong}9ms").parse::<Length>().is_err(), "-{wrong}9ms");
        }
    }

    #[test]
    fn instants_before_1970_are_rounded_down_too() {
        let at = UNIX_EPOCH - Duration::from_micros(1500);
        assert_eq!(ms(at), -2);
        assert_eq!(instant(-2), Some(UNIX_EPOCH - Duration::from_millis(2)));
        assert_eq!(instant(sys::ITR_NEVER), None);
    }

    #[test]
    fn an_instant_is_spelled_where_there_is_such_a_year() {
        let spelled = |at: SystemTime| rfc3339(at).unwrap_or_default();
        assert_eq!(spelled(UNIX_EPOCH + Duration::from_millis(1500)), "1970-01-01T00:00:01.500Z");
        assert_eq!(spelled(UNIX_EPOCH - Duration::from_nanos(1)), "1969-12-31T23:59:59.999999999Z");
        assert_eq!(spelled(UNIX_EPOCH - Duration::from_secs(1)), "1969-12-31T23:59:59Z");
        assert_eq!(spelled(UNIX_EPOCH + Duration::from_secs(1 << 60)), "");
    }
}
