//! The process edge: arguments in, exit code out.

use std::process::ExitCode;

/// A scan plans thousands of files in many threads and keeps what it finds: the memory of glibc grows
/// page by page then, each time with a system call. See docs/benchmarks.md.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    pullconfig::cli::main(std::env::args_os())
}
