//! Starts the program with the arguments of the process, and ends it with an exit code.

use std::process::ExitCode;

/// The allocator. A scan plans thousands of files in many threads and keeps what it finds. The allocator of glibc would
/// get the memory for that page by page, each time with a system call. See docs/benchmarks.md.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    pullconfig::cli::main(std::env::args_os())
}
