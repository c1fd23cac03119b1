//! Prints of a panic only where it happened, and its message if that is a constant of the program.
//!
//! A message that was formatted may quote data, such as a string that could not be cut. That data may be a credential.

use std::any::Any;
use std::backtrace::Backtrace;
use std::io::{self, Write as _};
use std::panic;

/// Makes panics print nothing by themselves, except for their location if `RUST_BACKTRACE` is set.
#[expect(clippy::disallowed_methods, reason = "the edge of the process")]
pub(in crate::cli) fn tell_no_data() {
    let is_asked = std::env::var_os("RUST_BACKTRACE").is_some_and(|value| value != "0");
    panic::set_hook(Box::new(move |info| {
        if is_asked {
            let place = info.location().map(ToString::to_string).unwrap_or_default();
            let text = told(info.payload());
            // An error of writing to stderr cannot be reported.
            let _ =
                writeln!(io::stderr(), "panic at {place}: {text}\n{}", Backtrace::force_capture());
        }
    }));
}

/// Returns the message of a panic, unless it may hold data.
pub(in crate::cli) fn told(payload: &(dyn Any + Send)) -> &'static str {
    payload.downcast_ref::<&'static str>().copied().unwrap_or("(a text that may quote a file)")
}

#[cfg(test)]
mod tests {
    use std::panic;

    use super::told;

    #[test]
    fn data_is_not_told() {
        let secret = String::from("sésame");
        let cut = |at: usize| secret[..at].len();
        let quoting = panic::catch_unwind(|| cut(2)).expect_err("no boundary");
        let said = quoting.downcast_ref::<String>().expect("a text that was put together");
        assert!(said.contains("sésame"), "or the case is none: {said}");
        assert_eq!(told(&*quoting), "(a text that may quote a file)");
        let fixed = panic::catch_unwind(|| panic!("never here")).expect_err("always");
        assert_eq!(told(&*fixed), "never here");
    }
}
