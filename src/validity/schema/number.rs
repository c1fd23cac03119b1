//! Numbers as Marathon reads them.

use serde_json::{Number, Value};

/// Returns the value of a number; a number that is too large for an `f64` is infinite (play-json:
/// Reads.scala, `DoubleReads`).
pub(super) fn real(value: &Value) -> Option<f64> {
    let number = value.as_number()?;
    number.as_f64().or_else(|| number.as_str().parse().ok())
}

/// Returns the value of a whole number, however it is written: `2.0` and `2e0` are 2 (play-json:
/// Reads.scala, `isValidInt`). Returns `None` for any other value, and for a number that does not
/// fit.
pub(in crate::validity) fn integer(value: &Value) -> Option<i64> {
    let number = value.as_number()?;
    number.as_i64().or_else(|| Decimal::of(number.as_str())?.whole())
}

/// Whether two numbers have one value: `1`, `1.0` and `10e-1`.
pub(super) fn are_equal(one: &Number, other: &Number) -> bool {
    let (one, other) = (one.as_str(), other.as_str());
    one == other || matches!((Decimal::of(one), Decimal::of(other)), (Some(a), Some(b)) if a == b)
}

/// A number as its significant digits and the power of ten of the last one: `-1.50e3` is `15` with
/// the exponent 2, negative. Zero has no digits.
#[derive(PartialEq, Eq)]
struct Decimal {
    is_negative: bool,
    digits: String,
    exponent: i64,
}

impl Decimal {
    /// Reads a JSON number. Returns `None` if the exponent has more digits than an `i64`.
    fn of(text: &str) -> Option<Self> {
        let (is_negative, text) = match text.strip_prefix('-') {
            Some(text) => (true, text),
            None => (false, text),
        };
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let exponent: i64 = exponent.parse().ok()?;
        let (before, after) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = before.to_owned() + after;
        let digits = all.trim_end_matches('0');
        let zeros = i64::try_from(all.len() - digits.len()).ok()?;
        let fraction = i64::try_from(after.len()).ok()?;
        let digits = digits.trim_start_matches('0').to_owned();
        if digits.is_empty() {
            return Some(Decimal { is_negative: false, digits, exponent: 0 });
        }
        let exponent = exponent.checked_sub(fraction)?.checked_add(zeros)?;
        Some(Decimal { is_negative, digits, exponent })
    }

    /// Returns the number as an integer; `None` if it has a fraction or does not fit.
    fn whole(&self) -> Option<i64> {
        // No more than 19 digits fit.
        let zeros = usize::try_from(self.exponent).ok().filter(|&zeros| zeros < 20)?;
        let sign = if self.is_negative { "-" } else { "" };
        format!("{sign}0{}{}", self.digits, "0".repeat(zeros)).parse().ok()
    }
}
