//! Points in time, as documents spell them (`2026-11-28T07:30:00Z`), and dates.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The number of seconds of a day.
const DAY: u64 = 86_400;

/// A point in time after 1969, in whole seconds of UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time {
    seconds: u64,
}

impl Time {
    /// Returns the point in time `seconds` after the beginning of 1970.
    #[must_use]
    pub const fn after_epoch(seconds: u64) -> Self {
        Time { seconds }
    }

    /// Returns the date in UTC.
    #[must_use]
    pub fn date(self) -> Date {
        Date::after_epoch(self.seconds / DAY)
    }

    /// Returns the time that has passed since `earlier`, or zero if `earlier` is the later of both.
    #[must_use]
    pub fn since(self, earlier: Time) -> Duration {
        Duration::from_secs(self.seconds.saturating_sub(earlier.seconds))
    }
}

impl From<SystemTime> for Time {
    fn from(time: SystemTime) -> Self {
        let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Time { seconds: since.as_secs() }
    }
}

impl fmt::Display for Time {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let second = self.seconds % DAY;
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        write!(out, "{}T{hour:02}:{minute:02}:{second:02}Z", self.date())
    }
}

/// The error about a text that is no time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a time such as 2026-11-28T07:30:00Z")]
pub struct NoTime;

impl FromStr for Time {
    type Err = NoTime;

    fn from_str(text: &str) -> Result<Self, NoTime> {
        let mut numbers = [0u64; 6];
        let shape = "dddd-dd-ddTdd:dd:ddZ";
        if text.len() != shape.len() {
            return Err(NoTime);
        }
        let mut field = 0;
        for (byte, expected) in text.bytes().zip(shape.bytes()) {
            match expected {
                b'd' if byte.is_ascii_digit() => {
                    numbers[field] = numbers[field] * 10 + u64::from(byte - b'0');
                }
                b'd' => return Err(NoTime),
                _ if byte == expected => field += 1,
                _ => return Err(NoTime),
            }
        }
        let [year, month, day, hour, minute, second] = numbers;
        let date = Date { year, month, day };
        let days = date.days().ok_or(NoTime)?;
        if hour > 23 || minute > 59 || second > 59 {
            return Err(NoTime);
        }
        Ok(Time { seconds: days * DAY + hour * 3600 + minute * 60 + second })
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(de::Error::custom)
    }
}

/// A date of the Gregorian calendar, from 1970 on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u64,
    month: u64,
    day: u64,
}

/// The error about a text that is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a date such as 2027-03-01")]
pub struct NoDate;

impl FromStr for Date {
    type Err = NoDate;

    fn from_str(text: &str) -> Result<Self, NoDate> {
        let midnight: Time = format!("{text}T00:00:00Z").parse().map_err(|_| NoDate)?;
        Ok(midnight.date())
    }
}

impl fmt::Display for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Date { year, month, day } = self;
        write!(out, "{year:04}-{month:02}-{day:02}")
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(de::Error::custom)
    }
}

impl Date {
    /// Returns the number of days that have passed since `earlier`, or zero if `earlier` is the later of both.
    #[must_use]
    pub fn days_since(self, earlier: Date) -> u64 {
        let day = |date: Date| date.days().unwrap_or_default();
        day(self).saturating_sub(day(earlier))
    }

    /// Returns the date that is `days` days after 1970-01-01.
    fn after_epoch(mut days: u64) -> Self {
        let mut year = 1970;
        while days >= length_of_year(year) {
            days -= length_of_year(year);
            year += 1;
        }
        let mut month = 1;
        while days >= length_of_month(year, month) {
            days -= length_of_month(year, month);
            month += 1;
        }
        Date { year, month, day: days + 1 }
    }

    /// Returns the number of days since 1970-01-01. Returns `None` for a date before that day, and for a date
    /// that does not exist.
    fn days(self) -> Option<u64> {
        let Date { year, month, day } = self;
        let is_date = year >= 1970
            && (1..=12).contains(&month)
            && (1..=length_of_month(year, month)).contains(&day);
        let years = (1970..year).map(length_of_year);
        let months = (1..month).map(|month| length_of_month(year, month));
        is_date.then(|| years.chain(months).sum::<u64>() + day - 1)
    }
}

fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn length_of_year(year: u64) -> u64 {
    if is_leap(year) { 366 } else { 365 }
}

fn length_of_month(year: u64, month: u64) -> u64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod schema {
    use std::borrow::Cow;

    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    use super::Time;

    impl JsonSchema for Time {
        fn schema_name() -> Cow<'static, str> {
            "time".into()
        }

        fn inline_schema() -> bool {
            true
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({ "type": "string", "format": "date-time", "pattern": "Z$" })
        }
    }
}
