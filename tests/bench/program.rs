//! One program run as a whole process: its wall time, processor time, peak of memory and exit code.
//!
//! Every program writes into a pipe that is read to its end: ripgrep and GNU grep notice
//! `/dev/null` and stop early, which would not be a comparison. Where GNU time is installed every
//! child runs under it, ours and theirs alike, for the figures that std cannot give.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};

/// A command line and the folder it runs in.
#[derive(Clone)]
pub(crate) struct Program {
    /// What the table calls it.
    pub(crate) name: String,
    argv: Vec<OsString>,
    folder: PathBuf,
}

impl Program {
    /// `file` with `args`, run in `folder`.
    pub(crate) fn new<S: AsRef<OsStr>>(
        name: &str,
        file: &Path,
        args: impl IntoIterator<Item = S>,
        folder: &Path,
    ) -> Self {
        let mut argv = vec![file.as_os_str().to_owned()];
        argv.extend(args.into_iter().map(|arg| arg.as_ref().to_owned()));
        Self { name: name.to_owned(), argv, folder: folder.to_owned() }
    }
}

/// What one run took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sample {
    /// Seconds from start to end of output and exit.
    pub(crate) wall: f64,
    /// User and system seconds of the child and its children; known with GNU time only.
    pub(crate) cpu: Option<f64>,
    /// Largest resident set in bytes; known with GNU time only.
    pub(crate) peak: Option<u64>,
    /// Lines of output.
    pub(crate) lines: u64,
}

/// Runs programs.
pub(crate) struct Runner {
    time: Option<PathBuf>,
    /// Where GNU time and the child's standard error go.
    notes: PathBuf,
    complaints: PathBuf,
}

impl Runner {
    /// A runner that keeps its two small files in `data`.
    pub(crate) fn new(data: &Path) -> Result<Self> {
        fs::create_dir_all(data)?;
        Ok(Self {
            time: find("time").filter(|time| is_gnu_time(time)),
            notes: data.join("time.txt"),
            complaints: data.join("stderr.txt"),
        })
    }

    /// Whether processor time and memory can be told.
    pub(crate) fn counts_memory(&self) -> bool {
        self.time.is_some()
    }

    /// Runs `program` and throws its output away.
    pub(crate) fn run(&self, program: &Program) -> Result<Sample> {
        self.run_into(program, |_| ())
    }

    /// Runs our own program, which has something to print on every tree: silence is no result.
    pub(crate) fn run_ours(&self, program: &Program) -> Result<Sample> {
        let sample = self.run(program)?;
        ensure!(sample.lines > 0, "{} printed nothing", program.name);
        Ok(sample)
    }

    /// Runs `program`, untimed, for its output.
    pub(crate) fn output(&self, program: &Program) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        self.run_into(program, |bytes| out.extend_from_slice(bytes))?;
        Ok(out)
    }

    fn run_into(&self, program: &Program, mut sink: impl FnMut(&[u8])) -> Result<Sample> {
        let mut command = self.command(program);
        command.stderr(File::create(&self.complaints)?);
        let mut buffer = vec![0; 1 << 16];
        let mut lines = 0;
        let start = Instant::now();
        let mut child =
            command.spawn().with_context(|| format!("cannot start {}", program.name))?;
        let mut pipe = child.stdout.take().expect("stdout is piped");
        loop {
            let bytes = match pipe.read(&mut buffer)? {
                0 => break,
                len => &buffer[..len],
            };
            lines += memchr::memchr_iter(b'\n', bytes).count() as u64;
            sink(bytes);
        }
        let status = child.wait()?;
        let wall = start.elapsed().as_secs_f64();
        // Every program here says 0 or 1 when it could do its work: found and not found.
        if !matches!(status.code(), Some(0 | 1)) {
            let complaints = fs::read_to_string(&self.complaints).unwrap_or_default();
            let first = complaints.lines().next().unwrap_or("no message").to_owned();
            bail!("{}: {status}: {first}", program.name);
        }
        let (cpu, peak) = self.notes();
        Ok(Sample { wall, cpu, peak, lines })
    }

    fn command(&self, program: &Program) -> Command {
        let mut command = match &self.time {
            Some(time) => {
                let mut command = Command::new(time);
                command.args(["-f", "%U %S %M", "-o"]).arg(&self.notes);
                command.arg(&program.argv[0]);
                command
            }
            None => Command::new(&program.argv[0]),
        };
        command
            .args(&program.argv[1..])
            .current_dir(&program.folder)
            .env("LC_ALL", "C")
            .env_remove("RIPGREP_CONFIG_PATH")
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        command
    }

    /// Processor seconds and bytes of the last run. A failing exit code puts a line before them.
    fn notes(&self) -> (Option<f64>, Option<u64>) {
        if self.time.is_none() {
            return (None, None);
        }
        let text = fs::read_to_string(&self.notes).unwrap_or_default();
        let last = text.lines().last().unwrap_or_default();
        let figures: Vec<f64> = last.split(' ').filter_map(|word| word.parse().ok()).collect();
        match figures[..] {
            [user, system, kilobytes] => (Some(user + system), Some(kilobytes as u64 * 1024)),
            _ => (None, None),
        }
    }
}

/// Only GNU time knows `-f`; what another one prints could not be read.
fn is_gnu_time(time: &Path) -> bool {
    let mut probe = Command::new(time);
    probe.args(["-f", "%M", "-o", "/dev/null", "true"]);
    probe.stderr(Stdio::null());
    probe.status().is_ok_and(|status| status.success())
}

/// The program file called `name`: from the variable of that name in capitals, else from `PATH`.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    let given = std::env::var_os(name.to_uppercase()).map(PathBuf::from);
    if let Some(path) = given.filter(|path| path.is_file()) {
        return Some(path);
    }
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}
