//! A progress line on the terminal during long work, which is removed afterwards.
//!
//! Invariants: nothing is written unless stderr is a terminal and the work has taken half a second, and the line is
//! removed before anything else is written. The work does not wait for the line.

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::cli::terminal::output::columns_of;
use crate::report::grouped;

/// The time before the line appears. Shorter work shows no progress.
const DELAY: Duration = Duration::from_millis(500);

/// The time between two updates of the line.
const PERIOD: Duration = Duration::from_millis(100);

/// The kind of work that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Work {
    /// Files are searched for definitions.
    Search,
    /// Files are converted.
    Convert,
    #[cfg(feature = "preflight")]
    /// Registries are asked for images.
    Ask,
}

/// Shows the progress until it is dropped.
#[derive(Debug)]
pub(in crate::cli) struct Progress {
    /// The number of files or images that are done.
    pub(in crate::cli) files: Arc<AtomicU64>,
    /// The number of those files that have something to report, or of those images that would not be pulled.
    pub(in crate::cli) hits: Arc<AtomicU64>,
    /// The thread that draws the line, and the channel whose end stops the thread; `None` if no line is shown.
    drawing: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Starts the progress line. If the run is quiet, or if stderr is no terminal, there is no line; then it only
    /// counts.
    pub(in crate::cli) fn start(work: Work, is_quiet: bool) -> Self {
        let (files, hits) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        let is_shown = !is_quiet && io::stderr().is_terminal() && !is_dumb();
        let drawing = is_shown.then(|| {
            let (sender, stop) = channel::<()>();
            let (files, hits) = (files.clone(), hits.clone());
            let draw = move || {
                let since = Instant::now();
                let mut wait = DELAY;
                while stop.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                    let (files, hits) = (files.load(Relaxed), hits.load(Relaxed));
                    show(&line(work, files, hits, since.elapsed()));
                    wait = PERIOD;
                }
                if wait == PERIOD {
                    show("");
                }
            };
            (sender, thread::spawn(draw))
        });
        Progress { files, hits, drawing }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((sender, thread)) = self.drawing.take() {
            drop(sender);
            // The thread cannot panic; if it did, nothing could be done about it.
            let _ = thread.join();
        }
    }
}

/// Whether the terminal takes no escape sequences.
#[expect(clippy::disallowed_methods, reason = "the terminal is an edge of the process")]
fn is_dumb() -> bool {
    std::env::var_os("TERM").is_none_or(|term| term == "dumb")
}

/// Returns the text of the line.
fn line(work: Work, files: u64, hits: u64, elapsed: Duration) -> String {
    let millis = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX).max(1);
    let rate = files.saturating_mul(1000) / millis;
    // Files are counted folder by folder, but hits one by one. So hits may be ahead of files for a moment.
    let (files, rate) = (grouped(files.max(hits)), grouped(rate));
    match work {
        Work::Search => format!("searched {files} files, {} hits, {rate} files/s", grouped(hits)),
        #[cfg(feature = "preflight")]
        Work::Ask => format!("asked for {files} images, {} not pulled", grouped(hits)),
        Work::Convert => format!("converted {files} files, {rate} files/s"),
    }
}

/// Replaces the line that the cursor is on by `text`. Errors are ignored: if stderr is closed, there is nowhere
/// to report them.
fn show(text: &str) {
    let columns = columns_of(&io::stderr()).saturating_sub(1);
    let text: String = text.chars().take(columns).collect();
    let mut err = io::stderr().lock();
    let _ = write!(err, "\r\x1b[K{text}");
    let _ = err.flush();
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Work, line};

    #[test]
    fn the_line_tells_numbers_and_rate() {
        assert_eq!(
            line(Work::Search, 12_000, 1, Duration::from_secs(2)),
            "searched 12,000 files, 1 hits, 6,000 files/s"
        );
    }
}
