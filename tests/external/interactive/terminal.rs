//! A command in a pseudo-terminal, and the screen that a person would see.

use std::io::{Read, Write};
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use super::script::Script;

/// How long a screen may take. Nothing depends on it but how long a failure takes.
const LIMIT: Duration = Duration::from_secs(30);

pub(super) struct Terminal {
    master: Box<dyn MasterPty + Send>,
    writer: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    output: Receiver<Vec<u8>>,
    is_whole: bool,
    pub(super) parser: vt100::Parser,
}

fn pty_size((cols, rows): (u16, u16)) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}

impl Terminal {
    /// Starts the command of `script` in `folder`.
    pub(super) fn start(script: &Script, folder: &Path) -> Self {
        let pair = native_pty_system().openpty(pty_size(script.size)).expect("a terminal");
        let mut command = CommandBuilder::new("sh");
        command.args(["-c", &script.command]);
        command.cwd(folder);
        command.env_clear();
        let ours = Path::new(env!("CARGO_BIN_EXE_pullconfig")).parent().expect("a folder");
        let theirs = std::env::var("PATH").unwrap_or_default();
        command.env("PATH", format!("{}:{theirs}", ours.display()));
        command.env("HOME", folder);
        for (name, value) in &script.environment {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).expect("a shell");
        let mut reader = pair.master.try_clone_reader().expect("a terminal");
        let writer = pair.master.take_writer().expect("a terminal");
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                if sender.send(bytes[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        let (cols, rows) = script.size;
        let parser = vt100::Parser::new(
            rows.try_into().expect("rows"),
            cols.try_into().expect("columns"),
            0,
        );
        Terminal { master: pair.master, writer, child, output, parser, is_whole: script.is_whole }
    }

    pub(super) fn send(&mut self, bytes: &[u8]) {
        if !self.is_whole {
            // What was seen before does not count any more.
            let (rows, cols) = self.parser.screen().size();
            self.parser = vt100::Parser::new(rows, cols, 0);
        }
        self.writer.write_all(bytes).expect("the terminal takes it");
        self.writer.flush().expect("the terminal takes it");
    }

    pub(super) fn resize(&mut self, size: (u16, u16)) {
        self.master.resize(pty_size(size)).expect("another size");
        let (cols, rows) = size;
        self.parser.set_size(rows.try_into().expect("rows"), cols.try_into().expect("columns"));
    }

    /// The lines on the screen, without what is empty at their ends.
    pub(super) fn screen(&self) -> String {
        let (_, cols) = self.parser.screen().size();
        let rows = self.parser.screen().rows(0, cols.get());
        let lines: Vec<String> = rows.map(|row| row.trim_end().to_owned()).collect();
        lines.join("\n").trim_end().to_owned()
    }

    /// Waits for a screen; the last one that was seen if it does not come.
    pub(super) fn until(&mut self, expected: &str) -> Result<(), String> {
        let since = Instant::now();
        while self.screen() != expected.trim_end() {
            if !self.take(LIMIT.saturating_sub(since.elapsed())) {
                return if self.screen() == expected.trim_end() {
                    Ok(())
                } else {
                    Err(self.screen())
                };
            }
        }
        Ok(())
    }

    /// Waits for a line that begins with `start`.
    pub(super) fn until_line(&mut self, start: &str) {
        let since = Instant::now();
        while !self.screen().lines().any(|line| line.starts_with(start)) {
            assert!(since.elapsed() < LIMIT, "no such line: {start}\n{}", self.screen());
            self.take(Duration::from_millis(20));
        }
    }

    /// The screen when nothing has come for a while, or if it does not come to rest.
    pub(super) fn settled(&mut self) -> String {
        let since = Instant::now();
        while since.elapsed() < Duration::from_secs(5) && self.take(Duration::from_millis(900)) {}
        self.screen()
    }

    /// How the command ends.
    pub(super) fn wait(&mut self) -> u32 {
        // Not until the terminal closes: a program of another test may hold it open.
        let since = Instant::now();
        loop {
            self.take(Duration::from_millis(20));
            match self.child.try_wait().expect("a child") {
                Some(status) => return status.exit_code(),
                None => assert!(since.elapsed() < LIMIT, "it goes on:\n{}", self.screen()),
            }
        }
    }

    fn take(&mut self, limit: Duration) -> bool {
        match self.output.recv_timeout(limit) {
            Ok(bytes) => {
                self.parser.process(&bytes);
                true
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => false,
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

/// Whether a program can be found.
pub(super) fn meanwhile(command: &str, folder: &Path) {
    let status = Command::new("sh").args(["-c", command]).current_dir(folder).status();
    assert!(status.expect("a shell").success(), "{command}");
}
