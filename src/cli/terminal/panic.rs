//! A panic → what may be told of it: where it was, and its text if that is fixed in the program.
//!
//! A text that was put together may quote what was in a file, such as a string that could not be
//! cut, and that may be a credential.

use std::any::Any;
use std::backtrace::Backtrace;
use std::io::{self, Write as _};
use std::panic;

/// Has panics tell nothing by themselves, but with `RUST_BACKTRACE` where they were.
#[expect(clippy::disallowed_methods, reason = "the edge of the process")]
pub(in crate::cli) fn tell_no_data() {
    let is_asked = std::env::var_os("RUST_BACKTRACE").is_some_and(|value| value != "0");
    panic::set_hook(Box::new(move |info| {
        if is_asked {
            let place = info.location().map(ToString::to_string).unwrap_or_default();
            let text = told(info.payload());
            // That stderr is closed is nothing anyone could be told.
            let _ =
                writeln!(io::stderr(), "panic at {place}: {text}\n{}", Backtrace::force_capture());
        }
    }));
}

/// The text of a panic, unless it may hold data.
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
