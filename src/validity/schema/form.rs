//! The forms that texts must have (marathon: types/stringTypes.raml,
//! types/environmentVariable.raml, types/app.raml).

/// A form that a text must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::validity) enum Form {
    /// Any text.
    Any,
    /// `[a-z0-9]([-a-z0-9]*[a-z0-9])?`
    Name,
    /// `[a-z0-9]([-a-z0-9_]*[a-z0-9])?`
    NetworkName,
    /// Segments with slashes between them. A segment is empty, or `..`, or names with dots between
    /// them; see [`Form::Name`].
    Path,
    /// `[a-zA-Z_][a-zA-Z0-9_]{0,253}`
    Variable,
    /// A date and a time with an offset: `2015-01-01T00:00:00Z` (java.time:
    /// `DateTimeFormatter.ISO_OFFSET_DATE_TIME`).
    Date,
    /// `//cmd`, an empty text, or a path without empty segments, which may begin with a slash.
    Executor,
}

impl Form {
    /// Whether the whole text has this form.
    pub(in crate::validity) fn matches(self, text: &str) -> bool {
        match self {
            Form::Any => true,
            Form::Name => is_name(text, |_| false),
            Form::NetworkName => is_name(text, |byte| byte == b'_'),
            Form::Path => text.split('/').all(|segment| {
                matches!(segment, "" | "..")
                    || segment.split('.').all(|label| is_name(label, |_| false))
            }),
            Form::Variable => {
                let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
                text.len() <= 254
                    && text.bytes().all(is_inner)
                    && text.bytes().next().is_some_and(|first| !first.is_ascii_digit())
            }
            Form::Date => is_date(text),
            Form::Executor => {
                let path = text.strip_prefix('/').unwrap_or(text);
                text.is_empty() || text == "//cmd" || path.split('/').all(|part| !part.is_empty())
            }
        }
    }

    /// Returns the form in words. In messages they stand after "must be".
    pub(in crate::validity) fn describe(self) -> &'static str {
        match self {
            Form::Any => "text",
            Form::Name => "lower-case letters and digits, with dashes only between them",
            Form::NetworkName => {
                "lower-case letters and digits, with dashes or underscores only between them"
            }
            Form::Path => {
                "names of lower-case letters and digits (dashes only between them), joined by dots and slashes"
            }
            Form::Variable => "letters, digits and underscores, and must not begin with a digit",
            Form::Date => "a date with time and time zone, such as `2015-01-01T00:00:00Z`",
            Form::Executor => "`//cmd`, empty, or the path of an executor",
        }
    }
}

/// Whether `text` begins and ends with a lower-case letter or a digit, and has between them only
/// such characters, dashes, and bytes for which `inner` is true.
fn is_name(text: &str, inner: impl Fn(u8) -> bool) -> bool {
    let bytes = text.as_bytes();
    let is_edge =
        |byte: Option<&u8>| byte.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    is_edge(bytes.first())
        && is_edge(bytes.last())
        && bytes.iter().all(|&byte| is_edge(Some(&byte)) || byte == b'-' || inner(byte))
}

/// Whether `text` is `YYYY-MM-DDThh:mm[:ss[.fraction]]` and then an offset, which is `Z` or
/// `±hh:mm[:ss]`. The letters may be of any case.
fn is_date(text: &str) -> bool {
    let text = text.to_ascii_uppercase();
    let Some((date, time)) = text.split_once('T') else { return false };
    let [year, month, day] = date.splitn(3, '-').collect::<Vec<_>>()[..] else { return false };
    let Some(at) = time.find(['Z', '+', '-']) else { return false };
    let (time, offset) = time.split_at(at);
    let (clock, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let parts: Vec<&str> = clock.split(':').collect();
    let [hour, minute, second @ ..] = &parts[..] else { return false };
    let offset =
        offset.strip_prefix(['+', '-']).unwrap_or(if offset == "Z" { "00:00" } else { "" });
    let is_offset = match offset.split(':').collect::<Vec<_>>()[..] {
        [hours, minutes] => is_number(hours, 0, 18) && is_number(minutes, 0, 59),
        [hours, minutes, seconds] => {
            is_number(hours, 0, 18) && is_number(minutes, 0, 59) && is_number(seconds, 0, 59)
        }
        _ => false,
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let seconds = match second {
        [] => !time.contains('.'),
        [second] => is_number(second, 0, 59),
        _ => false,
    };
    year.len() == 4
        && digits(year)
        && is_number(month, 1, 12)
        && is_number(day, 1, days(year, month))
        && is_number(hour, 0, 23)
        && is_number(minute, 0, 59)
        && seconds
        && fraction.len() <= 9
        && digits(fraction)
        && is_offset
}

/// Whether `text` is two digits that make a number from `least` to `most`.
fn is_number(text: &str, least: u32, most: u32) -> bool {
    let is_two = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_two && text.parse().is_ok_and(|number: u32| (least..=most).contains(&number))
}

/// Returns the number of days of a month.
fn days(year: &str, month: &str) -> u32 {
    let year: u32 = year.parse().unwrap_or(0);
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        "02" if is_leap => 29,
        "02" => 28,
        "04" | "06" | "09" | "11" => 30,
        _ => 31,
    }
}
