//! A value that is never printed.

use std::fmt;

/// A value that must not be printed. Its `Debug` text is `***`.
#[derive(Clone, PartialEq, Eq)]
pub struct Redacted<T>(T);

impl<T> Redacted<T> {
    /// Hides `value`.
    pub fn new(value: T) -> Self {
        Redacted(value)
    }

    /// Returns the value, for code that needs it.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T> fmt::Debug for Redacted<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("***")
    }
}
